"""One person: the profile as somebody else sees it, as its owner wrote it, and the team around it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, false, literal, select, union_all
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import User
from portal.core import db
from portal.core.errors import NotFound

from .models import DEFAULT_LEVELS, Profile, Spoken
from .policy import may_read
from .queries import Division, PersonCard, Site, card, card_columns, follows, handle
from .topics import topics_of

TEAM_SHOWN = 12
Lead = aliased(User)


@dataclass(frozen=True)
class Shown:
    """A profile as one reader sees it: in `fields`, what it does not say or this reader may not read is None.

    `levels` says who reads each field.
    """

    user: User
    fields: dict[str, Any]
    levels: dict[str, str]
    department: str | None
    site: str | None
    city: str | None
    lead: PersonCard | None
    is_followed: bool


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
            follows(actor, User.id).label("is_followed"),
            *(column.label(f"lead_{column.key}") for column in lead),
        )
        .outerjoin(Profile, Profile.user_id == User.id)
        .outerjoin(Division, Division.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
        .outerjoin(Lead, and_(Lead.id == User.manager_id, Lead.is_active))
        .where(User.slug == handle(slug))
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return _shown(actor, row)


def _shown(actor: Actor, row: Any) -> Shown:
    user: User = row.User
    levels = DEFAULT_LEVELS | (row.Profile.visibility if row.Profile else {})
    said = _fields(row)
    fields = {
        name: said.get(name) or None if user.is_active and may_read(actor, user, level) else None
        for name, level in levels.items()
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

    @property
    def version(self) -> str:
        """Differs as soon as anything of it does."""
        said = (self.said.about, self.said.pronouns, self.said.phone, self.said.room)
        known = (said, sorted(self.languages), sorted(self.topics), sorted(self.levels.items()))
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def own_profile(actor: Actor) -> OwnProfile:
    """Gives the actor's profile as it was written; an empty one before the first time."""
    spoken = select(db.text_join(Spoken.code)).where(Spoken.user_id == User.id).scalar_subquery()
    statement = select(User, Profile, spoken.label("languages")).outerjoin(Profile, Profile.user_id == User.id)
    row = db.session.execute(statement.where(User.id == actor.id)).one()
    said = row.Profile or Profile(about="", pronouns="", phone="", room="", visibility={})
    codes = row.languages.split(",") if row.languages else []
    topics = [topic.name for topic in topics_of(actor, actor.id)]
    return OwnProfile(row.User, said, codes, topics, DEFAULT_LEVELS | said.visibility)


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
