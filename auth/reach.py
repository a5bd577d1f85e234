"""How far a role reaches: over everybody, or over the people of some departments and sites with all below them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from portal.core import db

from .audience import Actor
from .models import Unit, User


def holds_anywhere(actor: Actor, *roles: str) -> bool:
    """Whether the actor has one of the roles, everywhere or for some departments and sites."""
    return not actor.roles_anywhere.isdisjoint(roles)


def own_units(actor: Actor, *roles: str) -> frozenset[int]:
    """Gives the departments and sites to which these roles of the actor are limited, and all below them."""
    given = _given(actor, roles)
    return frozenset(db.session.scalars(units_below(given))) if given else frozenset()


def _given(actor: Actor, roles: tuple[str, ...]) -> list[int]:
    return sorted({unit for role, unit in actor.limited if role in roles})


def covers(actor: Actor, user: User, *roles: str) -> bool:
    """Whether one of the roles holds for this person."""
    return actor.has(*roles) or not own_units(actor, *roles).isdisjoint((user.department_id, user.site_id))


def within(actor: Actor, *roles: str) -> ColumnElement[bool]:
    """Gives the SQL condition that one of the roles holds for an account; lists of people start from it."""
    if actor.has(*roles):
        return true()
    given = _given(actor, roles)
    if not given:
        return false()
    units = units_below(given)
    return or_(User.department_id.in_(units), User.site_id.in_(units))


def units_below(unit_ids: Iterable[int]) -> Select[Any]:
    """Selects the ids of the units and of all below them."""
    below = select(Unit.id).where(Unit.id.in_(list(unit_ids))).cte("units_below", recursive=True)
    return select(below.union(select(Unit.id).where(Unit.parent_id == below.c.id)).c.id)
