"""Where one may write: own groups, own department and site, the whole company; and who looks after it there."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, bindparam, case, cast, func, literal, select, union_all

from auth.audience import EVERYONE, Actor
from auth.models import Unit
from portal.core import db
from portal.core.i18n import _

from .keys import is_archived
from .models import Group, Membership

MOST = 200
_PLACE = re.compile(r"(group|unit):\d{1,18}")


class Place(NamedTuple):
    """An audience that one may write to."""

    key: str
    name: str


@lru_cache(maxsize=1)
def _own() -> Any:
    mine = and_(Membership.group_id == Group.id, Membership.user_id == bindparam("reader"))
    groups = select(literal("group").label("kind"), Group.id, Group.name, Group.sort_name).join(Membership, mine)
    units = select(literal("unit"), Unit.id, Unit.name, Unit.name)
    units = units.where(Unit.id.in_([bindparam("department"), bindparam("site")]))
    both = union_all(groups.where(Group.archived_at.is_(None)), units).subquery()
    return select(both.c.kind, both.c.id, both.c.name).order_by(both.c.kind, both.c.sort_name).limit(MOST)


def places(actor: Actor) -> list[Place]:
    """Gives where the actor may write; groups first, by name."""
    given = {"reader": actor.id, "department": actor.department_id, "site": actor.site_id}
    rows = db.session.execute(_own(), given)
    return [*(Place(f"{kind}:{number}", name) for kind, number, name in rows), Place(EVERYONE, _("Whole company"))]


def may_write(actor: Actor, audience: str) -> bool:
    """Whether the actor writes for this audience: the whole company, own units, and groups that one belongs to."""
    if audience == EVERYONE:
        return True
    own = audience in actor.keys and _PLACE.fullmatch(audience) is not None
    return own and not is_archived(audience)


def moderates(actor: Actor, audience: str) -> bool:
    """Whether the actor looks after what others wrote for this audience."""
    return actor.has("community-manager") or f"{audience}:managers" in actor.keys


def stands_in(audience: Any, place: type[Group] | type[Unit]) -> ColumnElement[bool]:
    """Says, for a join, that what has the audience, a column, is written in the group or in the department or site."""
    prefix = "group:" if place is Group else "unit:"
    number = Integer if db.dialect() == "sqlite" else BigInteger
    digits = func.substr(audience, len(prefix) + 1)
    return place.id == case((audience.like(f"{prefix}%"), cast(digits, number)))
