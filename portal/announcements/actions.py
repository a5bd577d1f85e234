"""Announcing, changing, withdrawing, reminding, and saying that one has read."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update

from auth.audience import EVERYONE, NOBODY, Actor, keys_changed, knowing, move
from auth.policy import get, require
from portal.attachments import adopt
from portal.core import clock, db, events, i18n, text
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref
from portal.groups import count_post
from portal.notifications import mark_read_about
from portal.people import mentionable

from . import criteria, delegation
from .choosing import wanted_people
from .counting import count_receipts
from .criteria import Criteria
from .events import AnnouncementEdited, AnnouncementPublished, AnnouncementReminded, AnnouncementWithdrawn
from .forms import AnnouncementForm, EditForm, WordsForm
from .models import Announcement, Audience, Receipt

REMINDER = timedelta(days=1)
LONGEST_PIN = 60
COUNTED_AFTER = timedelta(seconds=30)


def ref_of(announcement_id: int) -> Ref:
    """Names an announcement as a subject."""
    return Ref("announcement", announcement_id)


class _Checked(NamedTuple):
    """What an announcement is made of, once nothing stands against it."""

    wanted: Criteria
    people: int
    leader: int | None
    values: dict[str, Any]


def check_announcement(actor: Actor, form: AnnouncementForm, *, at: datetime) -> _Checked:
    """Gives what an announcement that goes out `at` that time is made of.

    Raises Forbidden for who announces nothing, Invalid for people out of the actor's reach, for nobody at all, for
    words that are missing, and for a name in which the actor may not write.
    """
    wanted = wanted_people(actor, form)
    values = _words(form) | _until(form, at)
    people = criteria.reach(wanted)
    if not people:
        raise Invalid("departments", _("Nobody belongs to this audience. Choose fewer or other conditions."))
    leader = delegation.leader_of(actor, form.on_behalf)
    followed = get(actor, Announcement, form.follows) if form.follows else None
    if followed is not None:
        require(actor, "manage", followed)
    return _Checked(wanted, people, leader, values)


def publish_announcement(actor: Actor, form: AnnouncementForm) -> Announcement:
    """Announces to the people whom the form describes; the same `key` once more gives what is there.

    Raises what `check_announcement` raises.
    """
    wanted, people, leader, values = check_announcement(actor, form, at=clock.now())
    audience, key = _audience(actor, wanted, form.save_as, leader)
    values |= {"author_id": actor.id, "on_behalf_id": leader, "audience_id": audience.id, "audience": key}
    values |= {"follows_id": form.follows, "is_forced": bool(form.is_forced), "reached": people}
    values |= {"wants_confirmation": bool(form.wants_confirmation), "client_key": form.key or None}
    values |= {"people_count": people, "published_at": clock.now(), "version": 1}
    return _publish(knowing(actor, frozenset({key})), values, form)


def _publish(actor: Actor, values: dict[str, Any], form: AnnouncementForm) -> Announcement:
    require(actor, "create", Announcement(**values))
    counts = {"read_count": 0, "confirmed_count": 0, "comment_count": 0, "reactions": {}}
    statement = db.insert(Announcement).values(**values, **counts).on_conflict_do_nothing()
    number = db.session.scalar(statement.returning(Announcement.id))
    if number is None:
        same = select(Announcement).where(Announcement.author_id == actor.id, Announcement.client_key == form.key)
        return db.session.scalars(same).one()
    announcement = db.session.get_one(Announcement, number)
    adopt(actor, form.attachments, ref_of(number), announcement.audience)
    count_post(announcement.audience, actor.id)
    events.publish(
        AnnouncementPublished(
            actor_id=actor.id,
            subject=ref_of(number),
            audience=announcement.audience,
            on_behalf_of=announcement.on_behalf_id,
            people=announcement.reached,
            is_forced=announcement.is_forced,
        )
    )
    return announcement


def _audience(actor: Actor, wanted: Criteria, name: str, leader: int | None) -> tuple[Audience, str]:
    """The ordinary key where the senders hold it: then nobody's keys change. Otherwise one of the combination's own."""
    audience = criteria.keep(actor, wanted, leader)
    audience.name = name or audience.name
    plain = wanted.plain_key
    if plain == EVERYONE or (plain and leader is None and actor.holds(plain)):
        return audience, plain
    senders = [actor.id] if leader is None else [actor.id, leader]
    criteria.add_senders(audience.id, *senders)
    audience.is_used = True
    db.session.flush()
    keys_changed(*senders)
    return audience, criteria.key_of(audience.id)


def _words(form: WordsForm) -> dict[str, Any]:
    if bool(form.other_title) != bool(form.other_body):
        missing = "other_body" if form.other_title else "other_title"
        raise Invalid(missing, _("The other language needs a title and a text, or neither."))
    first, other = text.render(form.body, mentionable), text.render(form.other_body, mentionable)
    values: dict[str, Any] = {"language": form.language, "title": form.title, "body": form.body}
    values |= {"html": first.html, "plain": first.plain, "has_files": bool(form.attachments)}
    values |= {"other_title": form.other_title, "other_body": form.other_body}
    values |= {"other_html": other.html, "other_plain": other.plain}
    return values | {"takes_comments": bool(form.takes_comments), "takes_reactions": bool(form.takes_reactions)}


def _until(form: WordsForm, since: datetime) -> dict[str, datetime | None]:
    today = i18n.local(since).date()
    for name, day in (("pinned_until", form.pinned_until), ("expires_on", form.expires_on)):
        if day is not None and day < today:
            raise Invalid(name, _("This day is over."))
    if form.pinned_until is not None and form.pinned_until > today + timedelta(days=LONGEST_PIN):
        raise Invalid(
            "pinned_until", _("At most %(n)s days: what stands on top for ever is read no more.", n=LONGEST_PIN)
        )
    return {"pinned_until": _end_of(form.pinned_until), "expires_at": _end_of(form.expires_on)}


def _end_of(day: date | None) -> datetime | None:
    if day is None or day.year > 9000:
        return None
    here = i18n.local(clock.now()).tzinfo
    return datetime(day.year, day.month, day.day, tzinfo=here) + timedelta(days=1)


def edit_announcement(actor: Actor, announcement: Announcement, form: EditForm) -> None:
    """Changes the words, and until when they hold. Raises Invalid when somebody changed them meanwhile."""
    require(actor, "edit", announcement)
    values = _words(form) | _until(form, announcement.published_at)
    values |= {"version": form.version + 1, "edited_at": clock.now()}
    same = update(Announcement).where(Announcement.id == announcement.id, Announcement.version == form.version)
    done = same.values(**values).returning(Announcement.id).execution_options(synchronize_session=False)
    if db.session.scalar(done) is None:
        raise Invalid("version", _("This was changed in another window meanwhile. Look there first, then save again."))
    db.session.refresh(announcement)
    adopt(actor, form.attachments, ref_of(announcement.id), announcement.audience)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(announcement.id)}
    events.publish(AnnouncementEdited(**said, audience=announcement.audience))


def withdraw_announcement(actor: Actor, announcement: Announcement, reason: str) -> None:
    """Takes an announcement from everybody's sight, for good. Why, and who did it, is kept in the audit log."""
    require(actor, "remove", announcement)
    if not reason:
        raise Invalid("reason", _("This field is empty."))
    announcement.withdrawn_at = clock.now()
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(announcement.id)}
    former = announcement.audience
    move(actor, announcement, NOBODY)
    events.publish(AnnouncementWithdrawn(**said, audience=former, reason=reason))


def remind(actor: Actor, announcement: Announcement) -> None:
    """Tells those again who have not confirmed. Raises Conflict within a day of the last time, or without question."""
    require(actor, "manage", announcement)
    if not announcement.wants_confirmation:
        raise Conflict(_("This announcement asks for no confirmation."))
    now = clock.now()
    if announcement.expires_at is not None and announcement.expires_at <= now:
        raise Conflict(_("This announcement no longer holds."))
    long_ago = or_(Announcement.reminded_at.is_(None), Announcement.reminded_at <= now - REMINDER)
    once = update(Announcement).where(Announcement.id == announcement.id, long_ago).values(reminded_at=now)
    done = once.returning(Announcement.id).execution_options(synchronize_session=False)
    if db.session.scalar(done) is None:
        raise Conflict(_("Once a day is enough: the last reminder is less than a day old."))
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(announcement.id)}
    events.publish(AnnouncementReminded(**said, audience=announcement.audience))


def confirm(actor: Actor, announcement: Announcement) -> None:
    """Keeps that the actor has read the announcement and says so. Raises Conflict where nobody asked."""
    if not announcement.wants_confirmation:
        raise Conflict(_("This announcement asks for no confirmation."))
    _keep_receipt(actor, announcement.id, {"is_confirmed": True})


def note_read(actor: Actor, announcement: Announcement) -> None:
    """Keeps that the actor has opened the announcement."""
    _keep_receipt(actor, announcement.id, {})


def _keep_receipt(actor: Actor, announcement_id: int, change: dict[str, bool]) -> None:
    row = {"announcement_id": announcement_id, "user_id": actor.id, "is_confirmed": False} | change
    db.upsert(Receipt, row, keys=("announcement_id", "user_id"), update=change)
    mark_read_about(actor, ref_of(announcement_id))
    enqueue(count_receipts, key=str(announcement_id), pause=COUNTED_AFTER, announcement_id=announcement_id)


def forget_audience(actor: Actor, audience_id: int) -> None:
    """Takes an audience off the actor's list; what was sent to it stays. Raises NotFound for one of somebody else."""
    audience = db.session.get(Audience, audience_id)
    if audience is None or audience.owner_id != actor.id or not audience.name:
        raise NotFound
    audience.name = ""
    db.session.flush()


def count_comments(announcement_id: int, by: int) -> None:
    """Adds to the number of comments that an announcement shows."""
    counted = update(Announcement).where(Announcement.id == announcement_id)
    statement = counted.values(comment_count=Announcement.comment_count + by)
    db.session.execute(statement.execution_options(synchronize_session=False))
