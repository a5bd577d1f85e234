"""Reading about people: cards for other slices, the profile, topics and who shares them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import Unit, User
from portal.core import db
from portal.core.errors import NotFound
from portal.core.text import Person as Mentioned

from .models import DEFAULT_LEVELS, Follow, Profile, ProfileTopic, Spoken, Topic
from .policy import may_read

TEAM_SHOWN = 12
SHARING_READ = 200
Division = aliased(Unit)
Site = aliased(Unit)
Lead = aliased(User)


class PersonCard(NamedTuple):
    """What a list or a card shows of a person; enough to tell two people of one name apart."""

    id: int
    slug: str
    name: str
    title: str
    photo: str | None
    department: str | None
    site: str | None
    is_active: bool


class TopicItem(NamedTuple):
    """A topic of a person; `mine` says that the reader knows about it as well."""

    id: int
    name: str
    mine: bool


class Sharing(NamedTuple):
    """Somebody who knows about the same things as I do, and which."""

    person: PersonCard
    topics: list[str]


@dataclass(frozen=True)
class Shown:
    """A profile as one reader sees it: `fields` holds only what this reader reads, `levels` who reads each."""

    user: User
    fields: dict[str, Any]
    levels: dict[str, str]
    department: str | None
    site: str | None
    city: str | None
    lead: PersonCard | None
    is_followed: bool


def card_columns(*more: Any) -> Select[Any]:
    """Selects what a PersonCard is built from, with department and site joined."""
    return (
        select(
            User.id,
            User.slug,
            User.name,
            User.title,
            User.photo,
            Division.name.label("department"),
            Site.name.label("site"),
            User.is_active,
            *more,
        )
        .outerjoin(Division, Division.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
    )


def card(row: Any) -> PersonCard:
    """Builds the card from a row of `card_columns`."""
    return PersonCard(*row[: len(PersonCard._fields)])


def cards(user_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Gives the cards of these people, leavers included, by their ids."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    return {row.id: card(row) for row in db.session.execute(card_columns().where(User.id.in_(wanted)))}


def active_people() -> Select[Any]:
    """Selects the ids of everybody who is here."""
    return select(User.id).where(User.is_active)


def mentionable(handles: list[str]) -> dict[str, Mentioned]:
    """Gives the people with these handles, for `text.render`."""
    found = select(User.id, User.slug, User.name).where(User.slug.in_(handles), User.is_active)
    return {row.slug: Mentioned(*row) for row in db.session.execute(found)}


def followers_of(user_id: int) -> Select[Any]:
    """Selects the ids of those who follow a person."""
    return select(Follow.follower_id).where(Follow.followed_id == user_id)


def followed_by(user_id: int) -> Select[Any]:
    """Selects the ids of those whom a person follows."""
    return select(Follow.followed_id).where(Follow.follower_id == user_id)


def is_following(actor: Actor, user_id: int) -> bool:
    """Whether the actor follows the person."""
    return bool(db.session.scalar(select(_follows(actor, user_id))))


def _follows(actor: Actor, followed: Any) -> Any:
    return exists().where(Follow.follower_id == actor.id, Follow.followed_id == followed)


def person(slug: str) -> User:
    """Loads a person by handle, leavers included. Raises NotFound."""
    found = db.session.scalar(select(User).where(User.slug == slug.lower()))
    if found is None:
        raise NotFound
    return found


def readable(actor: Actor, level: Any) -> ColumnElement[bool]:
    """Gives the SQL condition that the actor reads what User has set to this level; `policy.may_read` in SQL."""
    units = [int(key[5:]) for key in actor.keys if key.startswith("unit:")]
    near = or_(User.department_id.in_(units), User.site_id.in_(units)) if units else false()
    colleague = and_(level == "colleagues", or_(near, User.manager_id == actor.id))
    return or_(level == "everyone", User.id == actor.id, colleague)


def profile(actor: Actor, slug: str) -> Shown:
    """Gives a person as the actor sees it. Raises NotFound."""
    spoken = select(db.text_join(Spoken.code)).where(Spoken.user_id == User.id).scalar_subquery()
    lead = [getattr(Lead, name) for name in ("id", "slug", "name", "title", "photo")]
    statement = (
        select(
            User,
            Profile,
            spoken.label("languages"),
            Division.name.label("department"),
            Site.name.label("site"),
            Site.city,
            _follows(actor, User.id).label("is_followed"),
            *(column.label(f"lead_{column.key}") for column in lead),
        )
        .outerjoin(Profile, Profile.user_id == User.id)
        .outerjoin(Division, Division.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
        .outerjoin(Lead, and_(Lead.id == User.manager_id, Lead.is_active))
        .where(User.slug == slug.lower())
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return _shown(actor, row)


def _shown(actor: Actor, row: Any) -> Shown:
    user: User = row.User
    levels = DEFAULT_LEVELS | (row.Profile.visibility if row.Profile else {})
    fields = {
        name: value
        for name, value in _fields(row).items()
        if value and user.is_active and may_read(actor, user, levels[name])
    }
    lead = None
    if row.lead_id is not None:
        lead = PersonCard(row.lead_id, row.lead_slug, row.lead_name, row.lead_title, row.lead_photo, None, None, True)
    return Shown(user, fields, levels, row.department, row.site, row.city, lead, row.is_followed)


def _fields(row: Any) -> dict[str, Any]:
    said: Profile | None = row.Profile
    fields: dict[str, Any] = {"email": row.User.email, "hired_on": row.User.hired_on}
    fields["languages"] = sorted(row.languages.split(",")) if row.languages else []
    if said is not None:
        fields |= {"pronouns": said.pronouns, "phone": said.phone, "room": said.room}
        fields["about"] = Markup(said.about_html)  # noqa: S704  (sanitised when it was written)
    return fields


@dataclass(frozen=True)
class OwnProfile:
    """Everything that somebody has said of itself, for changing it."""

    user: User
    said: Profile
    languages: list[str]
    topics: list[str]
    levels: dict[str, str]


def own_profile(actor: Actor) -> OwnProfile:
    """Gives the actor's profile as it was written; an empty one before the first time."""
    spoken = select(db.text_join(Spoken.code)).where(Spoken.user_id == User.id).scalar_subquery()
    statement = select(User, Profile, spoken.label("languages")).outerjoin(Profile, Profile.user_id == User.id)
    row = db.session.execute(statement.where(User.id == actor.id)).one()
    said = row.Profile or Profile(about="", pronouns="", phone="", room="", visibility={})
    codes = row.languages.split(",") if row.languages else []
    topics = [topic.name for topic in topics_of(actor, actor.id)]
    return OwnProfile(row.User, said, codes, topics, DEFAULT_LEVELS | said.visibility)


def photo_owner(digest: str) -> Select[Any]:
    """Selects somebody whose photo this is: only photos in use are given out."""
    return select(User.id).where(User.photo == digest).limit(1)


def topics_of(actor: Actor, user_id: int) -> list[TopicItem]:
    """Gives what a person may be asked about; those that the actor shares come first."""
    own = aliased(ProfileTopic)
    mine = exists().where(own.user_id == actor.id, own.topic_id == Topic.id)
    statement = (
        select(Topic.id, Topic.name, mine.label("mine"))
        .join(ProfileTopic, ProfileTopic.topic_id == Topic.id)
        .where(ProfileTopic.user_id == user_id)
        .order_by(mine.desc(), Topic.key)
    )
    return [TopicItem(*row) for row in db.session.execute(statement)]


def popular_topics(limit: int = 40) -> list[str]:
    """Gives the names of the topics that most people know about."""
    popular = select(Topic.name).where(Topic.people_count > 0)
    return list(db.session.scalars(popular.order_by(Topic.people_count.desc(), Topic.id.desc()).limit(limit)))


def team(user: User) -> tuple[list[PersonCard], list[PersonCard]]:
    """Gives whom a person leads and who is led by the same lead, the first so many of each, one more than shown."""
    leads = User.manager_id == user.id
    beside = and_(User.manager_id == user.manager_id, User.id != user.id) if user.manager_id else false()
    parts = [_first(leads, literal(0)), _first(beside, literal(1))]
    rows = list(db.session.execute(union_all(*(select(p.subquery()) for p in parts))))
    return [card(row) for row in rows if row.part == 0], [card(row) for row in rows if row.part == 1]


def _first(condition: ColumnElement[bool], part: Any) -> Select[Any]:
    people = card_columns(part.label("part")).where(condition, User.is_active)
    return people.order_by(User.sort_name, User.id).limit(TEAM_SHOWN + 1)


def sharing_topics(actor: Actor, limit: int = 20) -> list[Sharing]:
    """Gives people who share topics with the actor: most topics first, and then those from elsewhere.

    Reads at most SHARING_READ people a topic, so that a topic of thousands costs no more than a rare one.
    """
    mine = topics_of(actor, actor.id)
    if not mine:
        return []
    some = [
        select(ProfileTopic.user_id, ProfileTopic.topic_id)
        .where(ProfileTopic.topic_id == topic.id, ProfileTopic.user_id != actor.id)
        .order_by(ProfileTopic.user_id.desc())
        .limit(SHARING_READ)
        .subquery()
        for topic in mine
    ]
    shared = union_all(*(select(part) for part in some)).subquery()
    elsewhere = case((User.site_id == actor.site_id, 1), else_=0)
    statement = (
        card_columns(db.text_join(cast(shared.c.topic_id, String)).label("topics"))
        .join(shared, shared.c.user_id == User.id)
        .where(User.is_active)
        .group_by(User.id, Division.name, Site.name)
        .order_by(func.count().desc(), elsewhere, User.sort_name, User.id)
        .limit(limit)
    )
    names = {str(topic.id): topic.name for topic in mine}
    return [Sharing(card(row), [names[n] for n in row.topics.split(",")]) for row in db.session.execute(statement)]
