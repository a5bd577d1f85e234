"""What a change of the tree means, before anybody does it: who moves, and which groups they join and leave."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select

from auth.audience import members_of_key
from auth.models import Unit, User
from auth.provisioning.effects import Move
from portal.core import db
from portal.core.i18n import _, ngettext

from . import effects

MOVING = ("move", "merge", "split")
"""Changes by which people come to stand elsewhere."""
MOST = 500


class Belonging(NamedTuple):
    """Somebody who belongs to a unit itself; `source` says where the person belongs, if it is not empty."""

    id: int
    name: str
    title: str
    source: str


def belonging(unit: Unit) -> list[Belonging]:
    """Gives who belongs to a unit itself, by name; at most five hundred."""
    column = User.department_id if unit.kind == "department" else User.site_id
    people = select(User.id, User.name, User.title, User.source).where(User.is_active, column == unit.id)
    return [Belonging(*row) for row in db.session.execute(people.order_by(User.sort_name, User.id).limit(MOST))]


def follows(unit: Unit, typed: Mapping[str, Any], people: int) -> list[str]:
    """Says what follows from a change as it was typed; `people` were chosen for a split. Empty where nobody moves."""
    kind = typed.get("kind")
    target = str(typed.get("target_id") or "")
    target_id = int(target) if target.isdecimal() and len(target) < 16 else None
    if kind not in MOVING or (kind == "merge" and target_id is None):
        return []
    before = unit.parent_id if kind == "move" else unit.id
    after = unit.parent_id if kind == "split" else target_id
    count = people if kind == "split" else _everybody(unit)
    (effect,) = effects.begin()([Move(None, (before, None), (after, None))])
    said = [ngettext("%(n)s person moves.", "%(n)s people move.", count)]
    said += [_("They join the group “%(group)s”.", group=name) for name in effect.joins]
    for name in effect.leaves:
        if name in effect.still_read:
            said.append(_("They leave the group “%(group)s”, and can still read it.", group=name))
        else:
            said.append(_("They leave the group “%(group)s”, and no longer read it.", group=name))
    return said


def _everybody(unit: Unit) -> int:
    people = members_of_key(f"unit:{unit.id}").subquery()
    return db.session.scalar(select(func.count()).select_from(people)) or 0
