"""What people look for and do not find: terms that at least five people used in a month, and how many did."""

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


class Term(NamedTuple):
    """A term and how many people used it."""

    term: str
    people: int


class Report(NamedTuple):
    """The terms of a month: the most frequent ones, those that found nothing, those that ended in a question."""

    month: date
    months: list[date]
    frequent: list[Term]
    empty: list[Term]
    asked: list[Term]


def report(actor: Actor, month: date | None = None) -> Report:
    """Gives the terms of a month, the present one if none is named. Raises Forbidden for all but community managers."""
    if not actor.has("community-manager"):
        raise Forbidden
    months = list(db.session.scalars(select(Note.month).distinct().order_by(Note.month.desc()).limit(MONTHS)))
    chosen = month if month in months else clock.now().date().replace(day=1)
    return Report(chosen, months, _terms(chosen), _terms(chosen, Note.was_empty), _terms(chosen, Note.has_asked))


def _terms(month: date, *which: Any) -> list[Term]:
    people = func.count(Note.mark)
    counted = select(Note.term, people).where(Note.month == month, *which).group_by(Note.term)
    rows = db.session.execute(counted.having(people >= FEWEST).order_by(people.desc(), Note.term).limit(MOST))
    return [Term(*row) for row in rows]
