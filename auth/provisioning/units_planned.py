"""Departments and sites in a plan: those to be made, renamed or moved, and those that nobody names any more."""

from typing import Any

from sqlalchemy import insert, select

from auth.models import Unit as Row
from portal.core import db

from .models import Change, UnitLink
from .tree import BETWEEN, Tree, key_of
from .wanted import Unit

FIRST, LAST = 10, 60


def plan_units(run_id: int, tree: Tree) -> None:
    """Plans what would change in the tree, whole as the source has named it."""
    changes, meant = _named(run_id, tree)
    if tree.wanted:
        changes += _closing(run_id, tree, meant)
    if changes:
        db.session.execute(insert(Change), changes)


def new_units(run_id: int, tree: Tree) -> list[dict[str, Any]]:
    """Gives only what a source has named of the tree, as rows of a plan: what it has not named stays."""
    changes, _meant = _named(run_id, tree)
    return changes


def _named(run_id: int, tree: Tree) -> tuple[list[dict[str, Any]], set[int]]:
    """What is to be made, renamed or moved, parts after what they are part of; and the units that are meant."""
    changes: list[dict[str, Any]] = []
    meant: set[int] = set()
    for unit in sorted(tree.wanted.values(), key=lambda unit: (len(unit.path), unit.path)):
        unit_id = tree.unit_id(unit.kind, unit.path)
        if unit_id is not None:
            meant.add(unit_id)
        if unit_id is None:
            changes.append(_row(run_id, "unit_add", unit, None, ("", BETWEEN.join(unit.path))))
        elif not _is_linked(unit, tree) and tree.namesake(unit.kind, unit.path) == unit_id:
            words = (BETWEEN.join(unit.path), tree.shown(unit_id))
            changes.append(_row(run_id, "unit_match", unit, unit_id, words))
        elif unit.subject and _differs(tree.paths[unit_id], unit, tree):
            words = (tree.shown(unit_id), BETWEEN.join(unit.path))
            changes.append(_row(run_id, "unit_change", unit, unit_id, words))
    return changes, meant


def _is_linked(unit: Unit, tree: Tree) -> bool:
    return (unit.kind, key_of(unit.path)) in tree.links


def _differs(path: tuple[str, ...], unit: Unit, tree: Tree) -> bool:
    """Only a unit with an id of its own can have been renamed or moved: otherwise another path is another unit."""
    linked = (unit.kind, unit.subject) in tree.links if unit.subject else False
    return linked and key_of(path) != key_of(unit.path)


def _row(run_id: int, kind: str, unit: Unit, unit_id: int | None, words: tuple[str, str]) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "kind": kind,
        "phase": FIRST,
        "subject": (unit.subject or key_of(unit.path))[:255],
        "unit_id": unit_id,
        "name": BETWEEN.join(unit.path)[:255],
        "handle": unit.kind,
        "line": unit.line,
        "shown": [(unit.kind, *words)],
        "wanted": {"path": list(unit.path), "city": unit.city, "country": unit.country, "subject": unit.subject},
    }


def _closing(run_id: int, tree: Tree, meant: set[int]) -> list[dict[str, Any]]:
    linked = select(UnitLink.unit_id).where(UnitLink.source == tree.source)
    others = select(UnitLink.unit_id).where(UnitLink.source != tree.source)
    statement = select(Row.id, Row.kind).where(Row.id.in_(linked), Row.id.not_in(others), Row.closed_on.is_(None))
    gone = [row for row in db.session.execute(statement) if row.id not in meant]
    gone.sort(key=lambda row: -len(tree.paths[row.id]))
    return [
        {
            "run_id": run_id,
            "kind": "unit_close",
            "phase": LAST,
            "subject": key_of(tree.paths[row.id]),
            "unit_id": row.id,
            "name": tree.shown(row.id)[:255],
            "handle": row.kind,
            "line": 0,
            "shown": [(row.kind, tree.shown(row.id), "")],
            "wanted": {},
        }
        for row in gone
    ]
