"""Changing what a person says of itself, and following."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from auth.audience import EVERYONE, Actor
from auth.models import User
from auth.policy import get, require
from auth.provisioning import photos
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _, ngettext
from portal.core.jobs import enqueue
from portal.core.subjects import Ref
from portal.topics import Stance, Topic, TopicNamed, ensure, slug_of

from .events import Followed, PhotoChanged, ProfileEdited, Unfollowed
from .forms import LONGEST_TOPIC, MOST_TOPICS, ProfileForm
from .jobs import UNUSED_AFTER, delete_photo
from .models import Follow, Profile, ProfileTopic, Spoken
from .profiles import own_profile
from .queries import is_following, mentionable


class Stale(Conflict):
    """The profile was changed elsewhere while somebody wrote it."""


def edit_profile(actor: Actor, form: ProfileForm, *, begun_with: str = "") -> None:
    """Writes the actor's profile, languages and topics. Raises Invalid for a phone number or topics that cannot be.

    `begun_with` is the version that was changed, if that matters. Raises Stale when it no longer stands.
    """
    require(actor, "edit", get(actor, User, actor.id))
    if begun_with and begun_with != own_profile(actor).version:
        raise Stale
    _check_phone(form.phone)
    names = _checked_topics(form)
    profile = db.session.get(Profile, actor.id)
    if profile is None:
        profile = Profile(user_id=actor.id)
        db.session.add(profile)
    profile.about = form.about
    profile.about_html = text.render(form.about, mentionable).html
    profile.pronouns, profile.phone, profile.room = form.pronouns, form.phone, form.room
    profile.visibility = form.levels()
    profile.updated_at = clock.now()
    db.session.flush()
    _set_languages(actor.id, form)
    _set_topics(actor.id, names)
    events.publish(ProfileEdited(actor_id=actor.id, subject=Ref("person", actor.id), audience=EVERYONE))


def _check_phone(phone: str) -> None:
    strange = set(phone) - set("0123456789 +-/().,extEXT")
    if phone and (strange or sum(sign.isdigit() for sign in phone) < 3):
        raise Invalid("phone", _("This is not a phone number."))


def _checked_topics(form: ProfileForm) -> list[str]:
    names = form.topic_names()
    if len(names) > MOST_TOPICS:
        message = ngettext("At most %(n)s topic is possible.", "At most %(n)s topics are possible.", MOST_TOPICS)
        raise Invalid("more_topics", message)
    for name in names:
        if len(name) > LONGEST_TOPIC:
            short = text.excerpt(name, LONGEST_TOPIC)
            raise Invalid("more_topics", _("“%(name)s” is too long: at most 40 characters a topic.", name=short))
        if not slug_of(name):
            raise Invalid("more_topics", _("“%(name)s” is not a topic.", name=name))
    return names


def _set_languages(user_id: int, form: ProfileForm) -> None:
    db.session.execute(delete(Spoken).where(Spoken.user_id == user_id))
    if form.languages:
        level = form.levels()["languages"]
        rows = [{"user_id": user_id, "code": code, "level": level} for code in form.languages]
        db.session.execute(insert(Spoken), rows)


def _set_topics(user_id: int, names: Sequence[str]) -> None:
    wanted = ensure(names)
    present = set(db.session.scalars(select(ProfileTopic.topic_id).where(ProfileTopic.user_id == user_id)))
    for topic_id in sorted(wanted - present):
        _name_topic(user_id, topic_id)
    _drop_topics(user_id, present - wanted)


def name_topic(actor: Actor, topic_id: int) -> None:
    """Has the actor be asked about a topic, which takes back a no. Raises Conflict beyond the most topics."""
    present = set(db.session.scalars(select(ProfileTopic.topic_id).where(ProfileTopic.user_id == actor.id)))
    if topic_id in present:
        return
    if len(present) >= MOST_TOPICS:
        message = ngettext("At most %(n)s topic is possible.", "At most %(n)s topics are possible.", MOST_TOPICS)
        raise Conflict(message)
    _name_topic(actor.id, topic_id)
    events.publish(ProfileEdited(actor_id=actor.id, subject=Ref("person", actor.id), audience=EVERYONE))


def drop_topics(actor: Actor, topic_ids: Collection[int]) -> None:
    """Has the actor be asked about these no more; where it is not, nothing changes."""
    _drop_topics(actor.id, topic_ids)
    events.publish(ProfileEdited(actor_id=actor.id, subject=Ref("person", actor.id), audience=EVERYONE))


def _name_topic(user_id: int, topic_id: int) -> None:
    row = {"user_id": user_id, "topic_id": topic_id}
    db.upsert(ProfileTopic, row, keys=("user_id", "topic_id"), update={})
    db.session.execute(delete(Stance).where(Stance.user_id == user_id, Stance.topic_id == topic_id))
    _count(user_id, [topic_id], 1)


def _drop_topics(user_id: int, topic_ids: Collection[int]) -> None:
    own = delete(ProfileTopic).where(ProfileTopic.user_id == user_id, ProfileTopic.topic_id.in_(topic_ids))
    _count(user_id, sorted(db.session.scalars(own.returning(ProfileTopic.topic_id))), -1)


def _count(user_id: int, topic_ids: list[int], change: int) -> None:
    if not topic_ids:
        return
    statement = update(Topic).where(Topic.id.in_(topic_ids)).values(people_count=Topic.people_count + change)
    counted = statement.returning(Topic.id, Topic.people_count).execution_options(synchronize_session=False)
    for row in db.session.execute(counted).all():
        if row.people_count == max(change, 0):
            events.publish(TopicNamed(actor_id=user_id, subject=Ref("topic", row.id), audience=EVERYONE))


def set_photo(actor: Actor, digest: str | None) -> None:
    """Gives the actor a stored photo, or takes it away. Raises Conflict where it comes from elsewhere alone."""
    user = get(actor, User, actor.id)
    require(actor, "edit", user)
    if (source := photos.only_place(user.id)) is not None:
        raise Conflict(_("Your photo comes from %(name)s and can be changed there alone.", name=source.label))
    show_photo(actor, user, digest)


def show_photo(actor: Actor, user: User, digest: str | None, *, keep: timedelta = UNUSED_AFTER) -> None:
    """Shows a stored photo of a person, or none; the former one is kept for a while, then goes if nobody has it."""
    former = user.photo
    if former == digest:
        return
    user.photo = digest
    user.card_version += 1
    db.session.flush()
    if former:
        enqueue(delete_photo, key=former, pause=keep, digest=former)
    events.publish(PhotoChanged(actor_id=actor.id, subject=Ref("person", user.id), audience=EVERYONE))


def follow(actor: Actor, person: User) -> None:
    """Follows a person; doing so twice changes nothing. Raises Forbidden for oneself and for leavers."""
    require(actor, "join", person)
    if is_following(actor, person.id):
        return
    row = {"follower_id": actor.id, "followed_id": person.id, "created_at": clock.now()}
    db.upsert(Follow, row, keys=("follower_id", "followed_id"), update={})
    events.publish(Followed(actor_id=actor.id, subject=Ref("person", person.id), audience=f"user:{person.id}"))


def unfollow(actor: Actor, person: User) -> None:
    """Stops following a person, leavers included; where one does not follow, nothing changes."""
    own = delete(Follow).where(Follow.follower_id == actor.id, Follow.followed_id == person.id)
    if db.session.execute(own.returning(Follow.followed_id)).all():
        events.publish(Unfollowed(actor_id=actor.id, subject=Ref("person", person.id), audience=f"user:{actor.id}"))
