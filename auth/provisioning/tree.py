"""Which department or site a source means: by its own id, by a path that it used before, or by the same path here.

A bare name of a department that is there just once, below another one, means that one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from auth.models import Unit as Row
from portal.core import db, text

from .models import UnitLink
from .wanted import Unit

Path = tuple[str, ...]
BETWEEN = " › "


def key_of(path: Iterable[str]) -> str:
    """Gives the id under which a path is remembered; what differs by case or spaces alone is the same."""
    return BETWEEN.join(text.fold(part) for part in path)[:255]


@dataclass
class Tree:
    """The departments and sites that are there, and the source's words for them."""

    source: str
    paths: dict[int, Path] = field(default_factory=dict)
    by_path: dict[tuple[str, str], int] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    links: dict[tuple[str, str], int] = field(default_factory=dict)
    wanted: dict[tuple[str, str], Unit] = field(default_factory=dict)
    uppers: set[tuple[str, str]] = field(default_factory=set)

    def unit_id(self, kind: str, path: Path) -> int | None:
        """Gives the unit that the source means by a path, None where it is still to be made."""
        key = (kind, key_of(path))
        if key in self.links:
            return self.links[key]
        meant = self.wanted.get(key)
        if meant is not None and meant.subject and (kind, meant.subject) in self.links:
            return self.links[(kind, meant.subject)]
        return self.by_path.get(key, self.namesake(kind, path))

    def namesake(self, kind: str, path: Path) -> int | None:
        """Gives the only department of this bare name, None where the source itself puts others below such a one."""
        known = self.by_name.get(key_of(path), ())
        is_bare = kind == "department" and len(path) == 1 and (kind, key_of(path)) not in self.by_path
        if not is_bare or len(known) != 1 or (kind, key_of(path)) in self.uppers:
            return None
        meant = self.wanted.get((kind, key_of(path)))
        return next(iter(known)) if meant is None or not meant.subject else None

    def want(self, unit: Unit) -> None:
        """Notes that the source wants a unit, and all departments above it."""
        for depth in range(1, len(unit.path)):
            part = Unit(kind=unit.kind, path=unit.path[:depth], line=unit.line)
            self.wanted.setdefault((unit.kind, key_of(part.path)), part)
            self.uppers.add((unit.kind, key_of(part.path)))
        self.wanted[(unit.kind, key_of(unit.path))] = unit

    def shown(self, unit_id: int | None) -> str:
        """Gives a unit's path as pages show it."""
        return BETWEEN.join(self.paths.get(unit_id, ())) if unit_id is not None else ""


def read_tree(source: str) -> Tree:
    """Reads the whole tree; a company has some thousand units at most."""
    tree = Tree(source)
    rows = {row.id: row for row in db.session.execute(select(Row.id, Row.kind, Row.name, Row.parent_id, Row.closed_on))}
    for row in rows.values():
        path: list[str] = []
        above: int | None = row.id
        passed: set[int] = set()
        while above is not None and above not in passed:
            path.insert(0, rows[above].name)
            passed.add(above)
            above = rows[above].parent_id
        tree.paths[row.id] = tuple(path)
        if row.closed_on is None:
            tree.by_path[(row.kind, key_of(path))] = row.id
            if row.kind == "department":
                tree.by_name.setdefault(key_of(path[-1:]), set()).add(row.id)
    for link in db.session.scalars(select(UnitLink).where(UnitLink.source == source)):
        if rows[link.unit_id].closed_on is None:
            tree.links[(link.kind, link.subject)] = link.unit_id
    return tree
