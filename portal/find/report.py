"""What people look for and do not find: terms that at least five people used in a month, and how many did.

Beside them how often something found was opened, as the metrics define success of the search: within a minute, and not
looked for again within five.
"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from auth.audience import Actor
from portal.core import clock, db
from portal.core.errors import Forbidden

from .models import Note

FEWEST = 5
"""People who used a term before it is shown, lest it tell of one of them."""
MOST = 30
MONTHS = 12
_SUMS = (func.sum(Note.searches), func.sum(Note.opened))


class Success(NamedTuple):
    """How many searches there were, and after how many of them something was opened."""

    searches: int
    opened: int

    @property
    def percent(self) -> int:
        """The share of them, 0 of none."""
        return round(100 * self.opened / self.searches) if self.searches else 0


class Term(NamedTuple):
    """A term, how many people used it, and with what success."""

    term: str
    people: int
    success: Success


class Report(NamedTuple):
    """The terms of a month: the most frequent ones, those that found nothing, those that ended in a question.

    `success` is that of all searches of the month; None while no term was used by enough people.
    """

    month: date
    months: list[date]
    frequent: list[Term]
    empty: list[Term]
    asked: list[Term]
    success: Success | None


def report(actor: Actor, month: date | None = None) -> Report:
    """Gives the terms of a month, the present one if none is named. Raises Forbidden for all but community managers."""
    if not actor.has("community-manager"):
        raise Forbidden
    months = list(db.session.scalars(select(Note.month).distinct().order_by(Note.month.desc()).limit(MONTHS)))
    chosen = month if month in months else clock.now().date().replace(day=1)
    frequent, empty, asked = (_terms(chosen, *which) for which in ((), (Note.was_empty,), (Note.has_asked,)))
    return Report(chosen, months, frequent, empty, asked, _success(chosen) if frequent else None)


def _terms(month: date, *which: Any) -> list[Term]:
    people = func.count(Note.mark)
    counted = select(Note.term, people, *_SUMS).where(Note.month == month, *which).group_by(Note.term)
    rows = db.session.execute(counted.having(people >= FEWEST).order_by(people.desc(), Note.term).limit(MOST))
    return [Term(term, number, Success(*sums)) for term, number, *sums in rows]


def _success(month: date) -> Success:
    return Success(*db.session.execute(select(*_SUMS).where(Note.month == month)).one())
