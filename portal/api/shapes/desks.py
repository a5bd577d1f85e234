"""Desks, their boards and their texts as the API gives them."""

from datetime import date, datetime

from auth.audience import Actor
from portal import questions

from .common import Listing, Shape
from .questions import Question, line


class Colleague(Shape):
    """Somebody who works at a desk."""

    id: int
    name: str
    slug: str
    is_lead: bool


class Desk(Shape):
    """A desk in the reader's language; `opens_next` is null while it is there, `away` is what it says meanwhile."""

    slug: str
    name: str
    purpose: str
    unit: str
    hours: str
    tags: list[str]
    away: str
    opens_next: datetime | None
    open_questions: int
    is_full: bool


class Desks(Shape):
    """All desks that take questions, by name."""

    items: list[Desk]


class WholeDesk(Desk):
    """A desk and who works there."""

    people: list[Colleague]


class Card(Shape):
    """A question on a board; `waited` is in seconds of service time."""

    question: Question
    state: str
    holder: str | None
    waited: float
    is_overdue: bool


class Cards(Listing[Card]):
    """A stretch of one column of a board."""


class Text(Shape):
    """Words that a desk has ready for its answers, in the reader's language where they are there in it."""

    id: int
    title: str
    body: str
    language: str
    tags: list[str]
    valid_until: date | None
    used: int


class Texts(Listing[Text]):
    """A stretch of the texts of a desk, those used most first."""


class Kept(Shape):
    """The number of a text, for whoever changes it."""

    id: int


def desk(row: questions.DeskRow) -> Desk:
    """Gives a desk as lists show it."""
    said = {name: getattr(row, name) for name in ("name", "purpose", "unit", "hours", "away", "is_full")}
    waiting = {"opens_next": row.opens, "open_questions": row.waiting}
    return Desk(slug=row.desk.slug, tags=row.desk.tags, **said, **waiting)


def desks() -> Desks:
    """Gives all desks that take questions."""
    return Desks(items=[desk(row) for row in questions.all_desks()])


def whole_desk(slug: str) -> WholeDesk:
    """Gives a desk with its people. Raises NotFound."""
    row = questions.desk(slug)
    people = [Colleague.model_validate(one) for one in questions.colleagues(row.desk.id)]
    return WholeDesk(**desk(row).model_dump(), people=people)


def cards(who: Actor, slug: str, state: str, after: str | None) -> Cards:
    """Gives a stretch of a column of the board. Raises NotFound, and Forbidden for who does not work there."""
    page = questions.column(who, questions.desk_called(slug), state, after)
    return Cards(items=[_card(one) for one in page.items], next=page.next)


def _card(one: questions.Card) -> Card:
    waited = one.waited.total_seconds()
    question = line(one.question)
    return Card(question=question, state=one.state, holder=one.holder, waited=waited, is_overdue=one.is_overdue)


def texts(who: Actor, slug: str, q: str, after: str | None) -> Texts:
    """Gives a stretch of the texts of a desk. Raises NotFound, and Forbidden for who does not work there."""
    page = questions.texts(who, questions.desk_called(slug), who.language, q, after)
    return Texts(items=[Text.model_validate(one) for one in page.items], next=page.next)
