"""What a source says: who works here, in which departments and at which sites. Plain values, one a row.

A source yields them one after the other; only when it has ended without an exception is its answer whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

FIELDS = (
    "name",
    "user_name",
    "email",
    "language",
    "title",
    "department",
    "site",
    "manager",
    "hired_on",
    "valid_from",
    "valid_until",
    "memberships",
    "photo",
)
"""What a source can own of a person; the name is always the source's."""

ALL = frozenset(FIELDS)
LONGEST_NAME = 200
LONGEST_UNIT = 120


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works here. `subject` is the id at the source that never changes.

    `owns` names the fields that the source speaks of: others are left as they are. `manager` is the subject of the
    person's lead. `valid_from` and `valid_until` bound the employment as a half-open interval of days. `photo` is the
    hash of a photo as the source keeps it, empty for none. `line` is where it stood, for messages.
    """

    subject: str
    name: str
    user_name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str | None = None
    language: str = ""
    title: str = ""
    department: tuple[str, ...] = ()
    site: str = ""
    manager: str | None = None
    memberships: tuple[str, ...] = ()
    hired_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_active: bool = True
    photo: str = ""
    owns: frozenset[str] = ALL
    line: int = 0

    def works_on(self, day: date) -> bool:
        """Whether the person belongs to the company on this day: the first day without employment does not count."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.is_active and begun and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A department by its path from the top, or a site. `subject` is the id at the source; empty means the path."""

    kind: str
    path: tuple[str, ...]
    subject: str = ""
    city: str = ""
    country: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A row that cannot be used: where it stood and why. `reason` is a key of `faults.SENTENCES`."""

    line: int
    reason: str
    subject: str = ""
    given: Mapping[str, object] = field(default_factory=dict)


Wanted = Person | Unit | Fault
Answer = Iterator[Wanted]
