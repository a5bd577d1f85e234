"""Who has which role."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from auth import providers, reach
from auth.audience import Actor
from auth.models import RoleGrant, RoleMapping, Unit, User
from auth.provisioning import sources
from auth.roles import ADMIN, LIMITABLE, ROLES
from portal.core import db
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import LazyText, _
from portal.core.paging import Page, paginate

PAGE = 50
MOST = 200


class Grant(NamedTuple):
    """A role that somebody has; `giver` is None where the portal gave it, `group` the directory group it follows."""

    id: int
    user_id: int
    name: str
    slug: str
    role: str
    unit_id: int | None
    unit: str | None
    granted_at: datetime
    ends_at: datetime | None
    giver: str | None
    group: str | None


class Mapping(NamedTuple):
    """What follows from a directory group."""

    id: int
    source: str
    group_key: str
    role: str
    unit: str | None


class Choices(NamedTuple):
    """What the actor can give, and for which departments and sites; an empty value is the whole company."""

    roles: dict[str, LazyText]
    units: list[tuple[int | str, str]]
    is_everywhere: bool


def choices(actor: Actor) -> Choices:
    """Gives what the actor can give: a limited administrator no more than holds for the own places."""
    open_units = select(Unit.id, Unit.name).where(Unit.closed_on.is_(None)).order_by(Unit.name)
    if actor.has(ADMIN):
        rows = [(row.id, row.name) for row in db.session.execute(open_units)]
        return Choices(ROLES, [("", _("Whole company")), *rows], is_everywhere=True)
    mine = open_units.where(Unit.id.in_(reach.own_units(actor, ADMIN)))
    some = {role: label for role, label in ROLES.items() if role in LIMITABLE}
    return Choices(some, [(row.id, row.name) for row in db.session.execute(mine)], is_everywhere=False)


def grants(actor: Actor, role: str = "", after: str | None = None) -> Page:
    """Gives a stretch of the roles that the actor's people have, the newest first. Raises Forbidden."""
    if not reach.holds_anywhere(actor, ADMIN):
        raise Forbidden
    giver = aliased(User)
    found: Any = (
        select(
            RoleGrant.id,
            User.id.label("user_id"),
            User.name,
            User.slug,
            RoleGrant.role,
            RoleGrant.unit_id,
            Unit.name.label("unit"),
            RoleGrant.granted_at,
            RoleGrant.ends_at,
            giver.name.label("giver"),
            RoleMapping.group_key.label("group"),
        )
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(giver, giver.id == RoleGrant.granted_by)
        .outerjoin(RoleMapping, RoleMapping.id == RoleGrant.mapping_id)
        .where(reach.within(actor, ADMIN))
    )
    if role:
        found = found.where(RoleGrant.role == role)
    page = paginate(found, order=[(RoleGrant.id, "desc")], after=after, size=PAGE)
    return Page([Grant(*row) for row in page.items], page.next, page.size)


def groups_come_from() -> dict[str, str]:
    """Gives what can name groups from which roles follow: providers of sign-in and sources of people, by their keys."""
    known = {one.key: one.label for one in sources.all_sources()}
    return known | {one.key: one.label for one in providers.configured()}


def require_source(key: str) -> str:
    """Gives the key of what can name groups. Raises Invalid for another one: nothing would ever follow from it."""
    if key not in groups_come_from():
        raise Invalid("source", _("Choose one of the options."))
    return key


def mappings(actor: Actor) -> list[Mapping]:
    """Gives what follows from directory groups, to administrators of the whole company."""
    if not actor.has(ADMIN):
        return []
    found = select(RoleMapping.id, RoleMapping.source, RoleMapping.group_key, RoleMapping.role, Unit.name)
    ordered = found.outerjoin(Unit, Unit.id == RoleMapping.unit_id).order_by(RoleMapping.source, RoleMapping.group_key)
    return [Mapping(*row) for row in db.session.execute(ordered.limit(MOST))]


def somebody(wanted: str, *, field: str = "person") -> User:
    """Gives the active person with this handle, mail address or name. Raises Invalid for nobody and for several."""
    said = wanted.strip().removeprefix("@")
    is_it = or_(User.slug == said.lower(), func.lower(User.email) == said.lower(), User.name == said)
    found = db.session.scalars(select(User).where(User.is_active, is_it).limit(2)).all()
    if not found:
        raise Invalid(field, _("Nobody here is called so."))
    if len(found) > 1:
        raise Invalid(field, _("Several people are called so. Write the mail address."))
    return found[0]
