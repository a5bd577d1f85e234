"""What waits for the reader's help, whom a question was carried to, and what nobody has answered for long."""

from typing import Any, NamedTuple

from sqlalchemy import case, select

from auth.audience import Actor, holds
from portal.core import db
from portal.core.paging import Page, paginate

from ..models import Question, Tag
from ..queries.lists import my_tags
from ..queries.rows import QuestionRow, questions
from .models import Asking, Invitation
from .steps import STEPS


class Why(NamedTuple):
    """Why somebody was invited: the reason, the topic, the number of answers; empty for who was not."""

    reason: str = ""
    topic: str = ""
    number: int = 0


class Waiting(NamedTuple):
    """A question that the reader may know the answer to, and why."""

    question: QuestionRow
    why: Why


class Carried(NamedTuple):
    """How many were invited to answer a question, and whether the reader is one who has not said no."""

    people: int
    why: Why | None


def waiting_for(actor: Actor, limit: int = 3) -> list[Waiting]:
    """Gives open questions that the actor could answer: those that they were invited to, then those on their topics."""
    tags = my_tags(actor)
    mine = (Invitation.question_id == Question.id) & (Invitation.user_id == actor.id)
    on_topic = select(Tag.question_id).where(Tag.slug.in_(tags))
    invited = Invitation.at.is_not(None) & Invitation.declined_at.is_(None)
    found = (
        select(Question.id, Invitation.reason, Invitation.topic, Invitation.number)
        .outerjoin(Invitation, mine)
        .where(
            Question.state == "open",
            Question.author_id != actor.id,
            holds(actor, Question.audience),
            Invitation.declined_at.is_(None),
            invited | Question.id.in_(on_topic),
        )
        .order_by(case((Invitation.at.is_not(None), 0), else_=1), Question.asked_at, Question.id)
        .limit(limit)
    )
    rows: list[Any] = list(db.session.execute(found))
    shown = questions(actor, [row[0] for row in rows])
    return [Waiting(shown[row[0]], Why(*row[1:]) if row[1] else Why()) for row in rows if row[0] in shown]


def carried(actor: Actor, question_id: int) -> Carried:
    """Says to how many people a question was carried, and whether the actor is one of them."""
    invited = list(db.session.scalars(select(Invitation).where(Invitation.question_id == question_id)))
    mine = [one for one in invited if one.user_id == actor.id and one.declined_at is None]
    return Carried(len(invited), Why(mine[0].reason, mine[0].topic, mine[0].number) if mine else None)


def looks_after(actor: Actor) -> bool:
    """Whether the actor looks after some place where questions stand."""
    return actor.has("community-manager") or any(key.endswith(":managers") for key in actor.keys)


def in_vain(actor: Actor, after: str | None = None) -> Page:
    """Gives the questions that nobody has answered after the last step, as far as the actor sees them, oldest first."""
    wanted: Any = (
        select(Question.id, Question.asked_at)
        .join(Asking, Asking.question_id == Question.id)
        .where(Asking.stage >= len(STEPS), Question.state == "open", holds(actor, Question.audience))
    )
    page = paginate(wanted, order=[(Question.asked_at, "asc"), (Question.id, "asc")], after=after, size=20)
    shown = questions(actor, [row.id for row in page.items])
    return Page([shown[row.id] for row in page.items if row.id in shown], page.next, page.size)
