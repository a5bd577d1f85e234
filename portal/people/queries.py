"""Reading about people: cards for other slices, handles, who follows whom, who reads what."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import Unit, User
from portal.core import db
from portal.core.errors import NotFound
from portal.core.text import Person as Mentioned
from portal.core.text import clean

from .models import Follow

Division = aliased(Unit)
Site = aliased(Unit)


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
    return bool(db.session.scalar(select(follows(actor, user_id))))


def follows(actor: Actor, followed: Any) -> Any:
    """Gives the SQL condition that the actor follows whom the column names."""
    return exists().where(Follow.follower_id == actor.id, Follow.followed_id == followed)


def handle(slug: str) -> str:
    """Gives a handle from an address as it is kept: lower case, without what no database takes."""
    return clean(slug).lower()


def person(slug: str) -> User:
    """Loads a person by handle, leavers included. Raises NotFound."""
    found = db.session.scalar(select(User).where(User.slug == handle(slug)))
    if found is None:
        raise NotFound
    return found


def photo_owner(digest: str) -> Select[Any]:
    """Selects somebody whose photo this is: only photos in use are given out."""
    return select(User.id).where(User.photo == digest).limit(1)


def readable(actor: Actor, level: Any) -> ColumnElement[bool]:
    """Gives the SQL condition that the actor reads what User has set to this level; `policy.may_read` in SQL."""
    units = [int(key[5:]) for key in actor.keys if key.startswith("unit:")]
    near = or_(User.department_id.in_(units), User.site_id.in_(units)) if units else false()
    colleague = and_(level == "colleagues", or_(near, User.manager_id == actor.id))
    return or_(level == "everyone", User.id == actor.id, colleague)
