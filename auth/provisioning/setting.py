"""Sets what a change wants on an account and on what is recorded of it, after looking whether it is still as it was."""

from datetime import date
from typing import Any

from auth.models import User
from portal.core import clock, db, text

from .models import Record
from .tree import Tree

_DATES = ("hired_on", "valid_from", "valid_until")
_RECORDED = ("user_name", "valid_from", "valid_until", "memberships", "photo")
_PLACES = ("department", "site")
_COLUMNS = {"department": "department_id", "site": "site_id", "manager": "manager_id"}


class Stale(Exception):  # noqa: N818  (an answer rather than a fault)
    """Somebody changed the account since the plan was made."""


def record_of(source: str, subject: str, user_id: int) -> Record:
    """Gives what is recorded of a person, made where there is nothing yet."""
    record = db.session.get(Record, (source, subject))
    if record is None:
        record = Record(source=source, subject=subject, user_id=user_id, changed_at=clock.now())
        record.user_name = record.given_name = record.family_name = record.photo = record.picture = ""
        record.memberships, record.is_active = [], True
        db.session.add(record)
    return record


def put(user: User, record: Record, values: dict[str, Any], tree: Tree) -> frozenset[str]:
    """Sets the values on account and record; gives the names of the columns of the account that differ now."""
    changed = set()
    for name, value in values.items():
        if name in _RECORDED:
            setattr(record, name, _read(name, value))
        elif (column := _COLUMNS.get(name, name)) and name != "manager" and hasattr(User, column):
            wanted = _unit(tree, name, value) if name in _PLACES else _read(name, value)
            if getattr(user, column) != wanted:
                setattr(user, column, wanted)
                changed.add(column)
    record.given_name = values.get("given_name") or record.given_name
    record.family_name = values.get("family_name") or record.family_name
    record.changed_at = clock.now()
    if "name" in changed:
        user.sort_name = text.fold(user.name)
    if changed:
        user.card_version += 1
    return frozenset(changed)


def check(user: User, former: dict[str, Any]) -> None:
    """Raises Stale where the account no longer holds what it held when the plan was made."""
    for name, value in former.items():
        column = _COLUMNS.get(name, name)
        if name in _RECORDED or not hasattr(User, column):
            continue
        if (getattr(user, column) or None) != (_read(name, value) or None):
            raise Stale


def _read(name: str, value: Any) -> Any:
    if name in _DATES and isinstance(value, str):
        return date.fromisoformat(value)
    if name == "memberships":
        return list(value or [])
    return "" if value is None and name in ("title", "user_name") else value


def _unit(tree: Tree, kind: str, value: Any) -> int | None:
    """A unit is a path, or an id where something is taken back."""
    if isinstance(value, int) or value is None:
        return value
    return tree.unit_id(kind, tuple(value)) if value else None
