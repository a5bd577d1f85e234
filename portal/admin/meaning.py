"""What a change of a preview means, in sentences: groups, roles, the days on which access begins and ends."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from auth.models import RoleGrant, RoleMapping, Unit
from auth.provisioning.models import Change, Run
from auth.roles import ROLES
from portal.core import db, i18n
from portal.core.i18n import _

_DAYS = ("valid_from", "hired_on")


def day(name: str, value: str) -> str:
    """Writes a day of a field for the eye; the end of access is kept as the day after the last one."""
    if not value or name not in (*_DAYS, "valid_until"):
        return value
    return _last_day(value) if name == "valid_until" else i18n.date(value)


def _last_day(value: str) -> str:
    return i18n.date(date.fromisoformat(value) - timedelta(days=1))


def sentences(run: Run, changes: Sequence[Change]) -> dict[int, list[str]]:
    """Gives what follows from these changes of one run, by their ids."""
    roles = _roles(run, changes)
    return {change.id: [*_places(change), *_groups(change.effect), *roles[change.id], *_access(run, change)]
            for change in changes}  # fmt: skip


def _places(change: Change) -> list[str]:
    if change.kind == "unit_match":
        return [_("There is one department of this name already: it is meant, and no new one is made")]
    return [_("No e-mail: access by a code")] if change.effect.get("code") else []


def _groups(effect: dict[str, Any]) -> list[str]:
    said = [_("Joins: %(groups)s", groups=", ".join(effect["joins"]))] if effect.get("joins") else []
    still_read = effect.get("still_read", [])
    lost = [name for name in effect.get("leaves", []) if name not in still_read]
    if lost:
        said.append(_("Leaves, and no longer reads: %(groups)s", groups=", ".join(lost)))
    if still_read:
        said.append(_("Leaves, but still reads: %(groups)s", groups=", ".join(still_read)))
    if effect.get("ownerless"):
        names = ", ".join(name for _id, name in effect["ownerless"])
        said.append(_("Without an owner then: %(groups)s", groups=names))
    return said


def _access(run: Run, change: Change) -> list[str]:
    if change.kind == "deactivate":
        return [_("Signed out at once; what was written stays")]
    said, begins = [], change.wanted.get("valid_from") or ""
    if begins > i18n.local(run.created_at).date().isoformat():
        said.append(_("Opens by itself on %(day)s; before that nobody signs in with it", day=i18n.date(begins)))
    if until := change.wanted.get("valid_until"):
        said.append(_("Is closed by itself after %(day)s", day=_last_day(until)))
    elif "valid_until" in change.wanted and change.former.get("valid_until"):
        said.append(_("Is no longer closed on a certain day"))
    return said


def _roles(run: Run, changes: Sequence[Change]) -> defaultdict[int, list[str]]:
    """Which roles are won and lost through groups of the source; one that is held otherwise as well is not lost."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    moved = [change for change in changes if "memberships" in change.wanted and change.kind != "deactivate"]
    mappings = _mappings(run) if moved else {}
    if not mappings:
        return said
    kept = _kept_otherwise([change.user_id for change in moved if change.user_id], [row.id for row, _name in mappings])
    for change in moved:
        before, after = (_folded(its.get("memberships")) for its in (change.former, change.wanted))
        won, lost = set[str](), set[str]()
        for (row, name), key in mappings.items():
            if key in after - before:
                won.add(name)
            elif key in before - after and (change.user_id, row.role, row.unit_id) not in kept:
                lost.add(name)
        staying = {name for (_row, name), key in mappings.items() if key in after & before}
        if won - staying:
            said[change.id].append(_("Gets the role: %(roles)s", roles=", ".join(sorted(won - staying))))
        if lost - won - staying:
            said[change.id].append(_("Loses the role: %(roles)s", roles=", ".join(sorted(lost - won - staying))))
    return said


def _folded(names: Any) -> set[str]:
    return {name.casefold() for name in names or ()}


def _mappings(run: Run) -> dict[tuple[RoleMapping, str], str]:
    """What follows from groups of the source, each with what the role is called, and the group's key."""
    rows = select(RoleMapping, Unit.name).outerjoin(Unit, Unit.id == RoleMapping.unit_id)
    found: dict[tuple[RoleMapping, str], str] = {}
    for row, unit in db.session.execute(rows.where(RoleMapping.source == run.source)):
        label = str(ROLES.get(row.role, row.role))
        name = _("%(role)s, only %(unit)s", role=label, unit=unit) if unit else label
        found[row, name] = row.group_key.casefold()
    return found


def _kept_otherwise(user_ids: list[int], mapping_ids: list[int]) -> set[tuple[int, str, int | None]]:
    others = or_(RoleGrant.mapping_id.is_(None), RoleGrant.mapping_id.not_in(mapping_ids))
    held = select(RoleGrant.user_id, RoleGrant.role, RoleGrant.unit_id).where(RoleGrant.user_id.in_(user_ids), others)
    return {(row.user_id, row.role, row.unit_id) for row in db.session.execute(held)}
