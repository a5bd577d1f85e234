"""The chain: each entry carries the hash of the one before and of itself, so nothing is changed or lost unnoticed.

Entries are chained right before their transaction commits. Only then they have to come one after the other: on
PostgreSQL for the length of the commit, on SQLite anyway.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from portal.core import db

from .models import Entry

BEGINNING = "0" * 64
_LOCK = 0x61756469  # PostgreSQL's name for the turn of those who commit entries
_BATCH = 1000
_TURN = select(func.pg_advisory_xact_lock(_LOCK))
_LOOSE = select(Entry).where(Entry.number.is_(None)).order_by(Entry.id).execution_options(populate_existing=True)
_NEWEST = select(Entry.number, Entry.hash).where(Entry.number.is_not(None)).order_by(Entry.number.desc()).limit(1)


class Verdict(NamedTuple):
    """What a look at the whole chain found: how many entries, the last hash, and the first fault, or nothing."""

    entries: int
    head: str
    fault: str


def seal() -> None:
    """Chains the entries of this transaction; it is committed right afterwards."""
    db.session.flush()
    if db.dialect() == "postgresql":
        db.session.execute(_TURN)
    number, previous = _last()
    for entry in db.session.scalars(_LOOSE).all():
        number += 1
        entry.number, entry.previous, entry.hash = number, previous, digest(entry, number, previous)
        previous = entry.hash
    db.session.flush()


def _last() -> tuple[int, str]:
    row = db.session.execute(_NEWEST).one_or_none()
    return (row.number, row.hash) if row is not None else (0, BEGINNING)


def digest(entry: Any, number: int, previous: str) -> str:
    """Gives the SHA-256 of an entry at its place, in hex: over JSON of all that it says, in a fixed order."""
    at: datetime = entry.at
    said = [
        number,
        previous,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.event,
        entry.subject_kind,
        entry.subject_id,
        entry.audience,
        entry.person_id,
        entry.reason,
        entry.details,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify(noted: str = "") -> Verdict:
    """Looks at every entry, in order, and names the first that does not fit; `noted` is a hash that must be there."""
    number, previous, is_noted = 0, BEGINNING, not noted
    for entry in _entries():
        if fault := _fault(entry, number, previous):
            return Verdict(number, previous, fault)
        number, previous = number + 1, entry.hash
        is_noted = is_noted or previous == noted
    if loose := db.session.scalar(select(func.min(Entry.id)).where(Entry.number.is_(None))):
        return Verdict(number, previous, f"Entry {loose} was added beside the chain.")
    if not is_noted:
        return Verdict(number, previous, f"The hash {noted} is not there: entries at the end are missing or rewritten.")
    return Verdict(number, previous, "")


def _fault(entry: Any, number: int, previous: str) -> str:
    if entry.number != number + 1:
        return f"Entry {number + 1} is missing."
    if entry.previous != previous:
        return f"Entry {entry.number} does not follow the one before it."
    if entry.hash != digest(entry, entry.number, previous):
        return f"Entry {entry.number} ({entry.event}, {entry.at:%Y-%m-%d %H:%M} UTC) was changed."
    return ""


def _entries() -> Iterator[Any]:
    last = 0
    while True:
        some = select(*Entry.__table__.columns).where(Entry.number > last).order_by(Entry.number).limit(_BATCH)
        rows = db.session.execute(some).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].number
