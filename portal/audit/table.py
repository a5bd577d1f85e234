"""The book as a table for other programs, and the details of one entry as a line."""

from collections.abc import Iterable, Iterator

from .models import Entry
from .queries import Told

_HEAD = ("number", "at", "act", "by_id", "by", "person_id", "person", "subject", "reason", "details", "hash")


def details(entry: Entry) -> str:
    """Gives what the act said besides, as a line."""
    return ", ".join(f"{name}: {value}" for name, value in entry.details.items() if value not in ("", None, []))


def rows(told: Iterable[Told]) -> Iterator[list[str]]:
    """Gives the head and a row an entry."""
    yield list(_HEAD)
    for entry, by, person in told:
        said = [
            entry.number or "",
            entry.at.isoformat(timespec="seconds"),
            entry.event,
            entry.actor_id,
            by.name if by else "",
            entry.person_id or "",
            person.name if person else "",
            f"{entry.subject_kind}:{entry.subject_id}",
            entry.reason,
            details(entry),
            entry.hash or "",
        ]
        yield [str(cell) for cell in said]
