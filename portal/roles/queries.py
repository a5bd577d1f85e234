"""Who has which role."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import RoleGrant, RoleMapping, Unit, User
from auth.roles import ADMIN
from portal.core import db
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _
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


def _require(actor: Actor) -> None:
    if not actor.has(ADMIN):
        raise Forbidden


def grants(actor: Actor, role: str = "", after: str | None = None) -> Page:
    """Gives a stretch of the roles that people have, the newest first. Raises Forbidden."""
    _require(actor)
    giver = aliased(User)
    found: Any = (
        select(
            RoleGrant.id,
            User.id.label("user_id"),
            User.name,
            User.slug,
            RoleGrant.role,
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
    )
    if role:
        found = found.where(RoleGrant.role == role)
    page = paginate(found, order=[(RoleGrant.id, "desc")], after=after, size=PAGE)
    return Page([Grant(*row) for row in page.items], page.next, page.size)


def mappings(actor: Actor) -> list[Mapping]:
    """Gives what follows from directory groups. Raises Forbidden."""
    _require(actor)
    found = select(RoleMapping.id, RoleMapping.source, RoleMapping.group_key, RoleMapping.role, Unit.name)
    ordered = found.outerjoin(Unit, Unit.id == RoleMapping.unit_id).order_by(RoleMapping.source, RoleMapping.group_key)
    return [Mapping(*row) for row in db.session.execute(ordered.limit(MOST))]


def unit_options() -> list[tuple[int, str]]:
    """Gives all departments and sites, by name."""
    return [(row.id, row.name) for row in db.session.execute(select(Unit.id, Unit.name).order_by(Unit.name))]


def somebody(wanted: str) -> User:
    """Gives the active person with this handle, mail address or name. Raises Invalid for nobody and for several."""
    said = wanted.strip().removeprefix("@")
    is_it = or_(User.slug == said.lower(), func.lower(User.email) == said.lower(), User.name == said)
    found = db.session.scalars(select(User).where(User.is_active, is_it).limit(2)).all()
    if not found:
        raise Invalid("person", _("Nobody here is called so."))
    if len(found) > 1:
        raise Invalid("person", _("Several people are called so. Write the mail address."))
    return found[0]
