"""Answers that need a look as the API gives them."""

from datetime import datetime

from auth.audience import Actor
from portal import questions

from .common import Listing, Shape


class Look(Shape):
    """An answer that needs a look, and what speaks for it."""

    id: int
    question_id: int
    title: str
    text: str
    written_at: datetime
    is_overdue: bool
    doubt_count: int
    is_overtaken: bool
    is_old: bool
    has_changed_source: bool
    url: str


class Looks(Listing[Look]):
    """A stretch of the answers that need a look, the oldest first."""


def looks(who: Actor, after: str | None) -> Looks:
    """Gives what needs a look where the reader looks after the place."""
    page = questions.looks(who, after)
    return Looks(items=[_look(one) for one in page.items], next=page.next)


def _look(one: questions.Look) -> Look:
    said = {name: getattr(one, name) for name in Look.model_fields if name != "text"}
    return Look(**said, text=one.plain)
