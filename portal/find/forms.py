"""What the address of the search page may say. Nothing in it is an error: what makes no sense is left out."""

from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from portal.core import clock
from portal.core.forms import Form, Line
from portal.core.i18n import LazyText, lazy_
from portal.core.text import clean

from .kinds import kinds

LONGEST = 400
PERIODS: dict[str, tuple[LazyText, int]] = {
    "week": (lazy_("Past week"), 7),
    "month": (lazy_("Past month"), 31),
    "year": (lazy_("Past year"), 365),
}


class NoteForm(Form):
    """What the page of a search says of it once it is shown."""

    q: Annotated[str, Line(400, 1)]
    is_empty: bool = False


class ConceptForm(Form):
    """Expressions that mean the same, with commas between."""

    german: Annotated[str, Line(400)] = ""
    english: Annotated[str, Line(400)] = ""


class Asked(NamedTuple):
    """What somebody looks for, and where."""

    q: str
    type: str = ""
    group: int = 0
    since: str = ""
    page: int = 1

    def address(self, **changes: Any) -> dict[str, Any]:
        """Gives the parts of the address for the same search with something changed; a change begins at page one."""
        changed = self._replace(**({"page": 1} | changes))
        parts = {name: value for name, value in changed._asdict().items() if value}
        return {name: value for name, value in parts.items() if (name, value) != ("page", 1)}

    def earliest(self) -> date | None:
        """Gives the day from which on results are wanted, if one was chosen."""
        if not self.since:
            return None
        return clock.now().date() - timedelta(days=PERIODS[self.since][1])


def read(given: Any) -> Asked:
    """Reads the address's query."""
    words = " ".join(clean(given.get("q", ""))[:LONGEST].split())
    kind, since = given.get("type", ""), given.get("since", "")
    return Asked(
        words,
        kind if kind in kinds() else "",
        _number(given.get("group", "")),
        since if since in PERIODS else "",
        max(1, _number(given.get("page", ""))),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def month(text: str) -> date | None:
    """Reads the first day of a month."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
