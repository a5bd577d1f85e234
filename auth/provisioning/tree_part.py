"""As much of the tree as a few people need, so that a call about one person does not read a thousand departments."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from auth.models import Unit as Row
from portal.core import db

from .models import UnitLink
from .tree import Path, Tree, key_of, read_tree
from .wanted import Unit


@dataclass
class Part(Tree):
    """Knows the units that were asked for; the path of another one is read when it is shown."""

    def shown(self, unit_id: int | None) -> str:
        """Gives a unit's path as pages show it."""
        if unit_id is not None and unit_id not in self.paths:
            self.paths[unit_id] = _path(unit_id)
        return super().shown(unit_id)


def read_part(source: str, units: list[Unit]) -> Tree:
    """Gives what a source means by these units; the whole tree where one of them is not found at once."""
    part = Part(source)
    for unit in units:
        part.want(unit)
    _read_links(part, [key_of(unit.path) for unit in part.wanted.values()])
    missing = [unit for unit in part.wanted.values() if (unit.kind, key_of(unit.path)) not in part.links]
    if missing:
        _look_at_the_top(part, missing)
    if all(part.unit_id(unit.kind, unit.path) is not None for unit in missing):
        return part
    whole = read_tree(source)
    whole.wanted = part.wanted
    return whole


def _read_links(part: Part, keys: list[str]) -> None:
    if not keys:
        return
    for link in db.session.execute(_links(), {"source": part.source, "keys": keys}):
        part.links[(link.kind, link.subject)] = link.id
        if link.parent_id is None:
            part.paths[link.id] = (link.name,)


@cache
def _links() -> Any:
    return (
        select(UnitLink.kind, UnitLink.subject, Row.id, Row.name, Row.parent_id)
        .join(Row, Row.id == UnitLink.unit_id)
        .where(UnitLink.source == bindparam("source"), UnitLink.subject.in_(bindparam("keys", expanding=True)))
        .where(Row.closed_on.is_(None))
    )


def _look_at_the_top(part: Part, missing: list[Unit]) -> None:
    names = [unit.path[0] for unit in missing if len(unit.path) == 1]
    tops = select(Row.id, Row.kind, Row.name).where(Row.parent_id.is_(None), Row.name.in_(names))
    for row in db.session.execute(tops.where(Row.closed_on.is_(None))):
        part.by_path[(row.kind, key_of((row.name,)))] = row.id
        part.paths[row.id] = (row.name,)


def _path(unit_id: int) -> Path:
    above = select(Row.id, Row.name, Row.parent_id).where(Row.id == unit_id).cte("above", recursive=True)
    above = above.union(select(Row.id, Row.name, Row.parent_id).where(Row.id == above.c.parent_id))
    rows = {row.id: row for row in db.session.execute(select(above.c.id, above.c.name, above.c.parent_id))}
    path: list[str] = []
    here = rows.get(unit_id)
    while here is not None:
        path.insert(0, here.name)
        here = rows.pop(here.parent_id, None) if here.parent_id is not None else None
    return tuple(path)
