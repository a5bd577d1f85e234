"""What a board holds, where a question is, and what happened to it at desks."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from auth.audience import Actor, holds
from auth.models import Unit, User
from auth.policy import require
from portal.core import db
from portal.core.errors import NotFound
from portal.core.paging import Page, paginate

from ..models import Question
from ..queries.rows import QuestionRow, questions
from ..queries.waiting import in_words
from . import timing
from .models import COLUMNS, Case, CaseStep, Desk
from .queries import DeskRow, name_of, waiting_count

SIZE = 20
_FIRST_CAME: Any = [(Case.since, "asc"), (Case.question_id, "asc")]
_LAST_CAME: Any = [(Case.since, "desc"), (Case.question_id, "desc")]


class Card(NamedTuple):
    """A question on a board: who has it, how much service time it has waited, whether it is overdue."""

    question: QuestionRow
    state: str
    holder_id: int | None
    holder: str | None
    waited: timedelta
    is_overdue: bool

    @property
    def age(self) -> str:
        """How much service time it has waited, in words."""
        return in_words(self.waited)


class Step(NamedTuple):
    """What happened to a question at a desk."""

    what: str
    desk: str
    desk_slug: str
    actor: str | None
    holder: str | None
    note: str
    at: datetime


def column(actor: Actor, at: Desk, state: str, after: str | None = None, size: int = SIZE) -> Page:
    """Gives a stretch of a column of the board, as far as the actor may read it: what came first comes first.

    What is done comes the other way round. Raises Forbidden for who does not work there, NotFound for no column.
    """
    require(actor, "edit", at)
    if state not in COLUMNS:
        raise NotFound
    wanted: Any = (
        select(Case.question_id, Case.since, Case.holder_id, User.name)
        .join(Question, Question.id == Case.question_id)
        .outerjoin(User, User.id == Case.holder_id)
        .where(Case.desk_id == at.id, Case.state == state, holds(actor, Question.audience))
    )
    page = paginate(wanted, order=_LAST_CAME if state == "done" else _FIRST_CAME, after=after, size=size)
    shown = questions(actor, [row.question_id for row in page.items])
    cards = [_card(at, shown[row.question_id], state, row) for row in page.items if row.question_id in shown]
    return Page(cards, page.next, page.size)


def _card(at: Desk, question: QuestionRow, state: str, row: Any) -> Card:
    waited = timing.age(at, row.since) if state in timing.OPEN else timedelta()
    overdue = timing.is_overdue(at, waited, question.urgency)
    return Card(question, state, row.holder_id, row.name, waited, overdue)


def steps(question_id: int) -> list[Step]:
    """Gives what happened to a question at desks, in order. Whoever shows it answers for who may read it."""
    by, held = aliased(User), aliased(User)
    rows = db.session.execute(
        select(CaseStep, Desk, by.name, held.name)
        .join(Desk, Desk.id == CaseStep.desk_id)
        .outerjoin(by, by.id == CaseStep.actor_id)
        .outerjoin(held, held.id == CaseStep.holder_id)
        .where(CaseStep.question_id == question_id)
        .order_by(CaseStep.id)
        .limit(200)
    )
    return [Step(one.what, name_of(at), at.slug, who, holder, one.note, one.at) for one, at, who, holder in rows]


class Place(NamedTuple):
    """Where a question is at a desk."""

    desk: DeskRow
    state: str
    holder_id: int | None
    holder: str | None


def place_of(question_id: int) -> Place | None:
    """Gives at which desk a question is and with whom; None for one that nobody asked a desk."""
    wanted = select(
        Case.state, Case.holder_id, User.name, Desk, Unit.name.label("unit"), waiting_count().label("waiting")
    )
    row = db.session.execute(
        wanted.join(Desk, Desk.id == Case.desk_id)
        .join(Unit, Unit.id == Desk.unit_id)
        .outerjoin(User, User.id == Case.holder_id)
        .where(Case.question_id == question_id)
    ).one_or_none()
    return None if row is None else Place(DeskRow(row[3], row[4], row[5]), row[0], row[1], row[2])
