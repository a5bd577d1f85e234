"""The organisation chart: departments as a tree with their heads, and the counting behind it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, delete, insert, select

from auth.models import Unit, User
from portal.core import db
from portal.core.errors import NotFound

from .models import Department
from .queries import PersonCard

WHOLE = 60
"""Up to so many departments the chart comes in one piece; beyond, two levels at a time."""


@dataclass
class Branch:
    """A department with what stands below it; `is_cut` says that its parts come when it is opened."""

    id: int
    name: str
    parent_id: int | None
    people_count: int
    head: PersonCard | None
    parts: list["Branch"] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class Chart:
    """The departments below `path`; an empty path is the whole company."""

    path: list[Branch]
    branches: list[Branch]


def chart(unit_id: int | None = None) -> Chart:
    """Gives the tree below a department, or the whole one. Raises NotFound for what is no department."""
    found = {branch.id: branch for branch in _branches()}
    roots: list[Branch] = []
    for branch in found.values():
        above = found.get(branch.parent_id) if branch.parent_id else None
        (above.parts if above else roots).append(branch)
    if unit_id is not None and unit_id not in found:
        raise NotFound
    shown = roots if unit_id is None else found[unit_id].parts
    if len(found) > WHOLE:
        _cut(shown, 2)
    return Chart(_path(found, unit_id), shown)


def _branches() -> list[Branch]:
    statement = (
        select(Unit.id, Unit.name, Unit.parent_id, Department.people_count, User)
        .outerjoin(Department, Department.unit_id == Unit.id)
        .outerjoin(User, and_(User.id == Department.head_id, User.is_active))
        .where(Unit.kind == "department", Unit.closed_on.is_(None))
        .order_by(Unit.name, Unit.id)
    )
    return [
        Branch(row.id, row.name, row.parent_id, row.people_count or 0, _head(row.User))
        for row in db.session.execute(statement)
    ]


def _head(user: User | None) -> PersonCard | None:
    return PersonCard(user.id, user.slug, user.name, user.title, user.photo, None, None, True) if user else None


def _cut(branches: list[Branch], levels: int) -> None:
    for branch in branches:
        if levels == 1 and branch.parts:
            branch.parts, branch.is_cut = [], True
        _cut(branch.parts, levels - 1)


def _path(found: dict[int, Branch], unit_id: int | None) -> list[Branch]:
    path: list[Branch] = []
    while unit_id is not None and unit_id in found and found[unit_id] not in path:
        path.append(found[unit_id])
        unit_id = found[unit_id].parent_id
    return path[::-1]


def count_departments() -> None:
    """Finds the head of every department and counts its people, those of its parts included; reads all people."""
    people = list(db.session.execute(select(User.id, User.department_id, User.manager_id).where(User.is_active)))
    units = db.session.execute(select(Unit.id, Unit.parent_id).where(Unit.kind == "department"))
    parents: dict[int, int | None] = {row.id: row.parent_id for row in units}
    totals = _totals(Counter(row.department_id for row in people if row.department_id), parents)
    heads = _heads(people)
    db.session.execute(delete(Department))
    rows = [{"unit_id": unit, "head_id": heads.get(unit), "people_count": totals[unit]} for unit in sorted(parents)]
    if rows:
        db.session.execute(insert(Department), rows)


def _totals(own: Counter[int], parents: dict[int, int | None]) -> Counter[int]:
    totals: Counter[int] = Counter()
    for unit, count in own.items():
        above: int | None = unit
        passed: set[int] = set()
        while above is not None and above not in passed:
            totals[above] += count
            passed.add(above)
            above = parents.get(above)
    return totals


def _heads(people: list[Any]) -> dict[int, int]:
    """The head leads most people among those whose lead is not in the department, or leads them from outside."""
    department = {row.id: row.department_id for row in people}
    led = Counter(row.manager_id for row in people if row.manager_id)
    tops: defaultdict[int, list[Any]] = defaultdict(list)
    for row in people:
        if row.department_id and department.get(row.manager_id) != row.department_id:
            tops[row.department_id].append(row)
    heads = {}
    for unit, rows in tops.items():
        first = max(rows, key=lambda row: (led[row.id], -row.id))
        outside = Counter(row.manager_id for row in rows if row.manager_id in department)
        if led[first.id]:
            heads[unit] = first.id
        elif outside:
            heads[unit] = outside.most_common(1)[0][0]
    return heads
