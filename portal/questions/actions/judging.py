"""What people say of questions and answers: the same here, this helped, this solved it."""

from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from auth.audience import Actor
from auth.policy import require, sees
from portal.core import clock, db, events
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import _

from ..events import (
    AcceptanceWithdrawn,
    AnswerAccepted,
    AnswerVoted,
    QuestionFound,
    SameAsked,
    SameWithdrawn,
    VoteWithdrawn,
)
from ..models import Answer, Question, Same, Vote
from .answering import locked, said
from .asking import said as said_of
from .counting import count, settle


def vote(actor: Actor, answer: Answer) -> None:
    """Says that an answer has helped the actor; saying it twice is saying it once. Raises Forbidden for an own one."""
    require(actor, "react", answer)
    row = {"answer_id": answer.id, "user_id": actor.id, "at": clock.now()}
    statement = db.insert(Vote).values(**row).on_conflict_do_nothing().returning(Vote.user_id)
    if db.session.scalar(statement) is not None:
        count(answer, "vote_count", 1)
        events.publish(AnswerVoted(**said(actor, answer)))


def take_vote(actor: Actor, answer: Answer) -> None:
    """Takes the actor's vote back, if there is one."""
    require(actor, "react", answer)
    own = delete(Vote).where(Vote.answer_id == answer.id, Vote.user_id == actor.id).returning(Vote.user_id)
    if db.session.scalar(own.execution_options(synchronize_session=False)) is not None:
        count(answer, "vote_count", -1)
        events.publish(VoteWithdrawn(**said(actor, answer)))


def ask_the_same(actor: Actor, question: Question) -> None:
    """Says that the actor has the same question, and wants to hear of answers. Raises Forbidden for an own one."""
    require(actor, "join", question)
    row = {"question_id": question.id, "user_id": actor.id, "at": clock.now()}
    statement = db.insert(Same).values(**row).on_conflict_do_nothing().returning(Same.user_id)
    if db.session.scalar(statement) is not None:
        count(question, "same_count", 1)
        events.publish(SameAsked(**said_of(actor, question)))


def ask_the_same_no_more(actor: Actor, question: Question) -> None:
    """Takes that back."""
    require(actor, "join", question)
    own = delete(Same).where(Same.question_id == question.id, Same.user_id == actor.id).returning(Same.user_id)
    if db.session.scalar(own.execution_options(synchronize_session=False)) is not None:
        count(question, "same_count", -1)
        events.publish(SameWithdrawn(**said_of(actor, question)))


def forget_doubled(gone_id: int, kept_id: int) -> None:
    """Takes back what one account said of questions and answers where the other one has said it, or has written them.

    Both are the same person, who then says it once, and nothing of itself.
    """
    for model, thing, column in ((Vote, Answer, "vote_count"), (Same, Question, "same_count")):
        key: Any = getattr(model, "answer_id" if model is Vote else "question_id")
        of_kept = select(key).where(model.user_id == kept_id)
        written = select(thing.id).where(thing.author_id.in_((gone_id, kept_id)))
        doubled = or_(
            and_(model.user_id == gone_id, or_(key.in_(of_kept), key.in_(written))),
            and_(model.user_id == kept_id, key.in_(written)),
        )
        gone = delete(model).where(doubled).returning(key)
        for number in db.session.scalars(gone.execution_options(synchronize_session=False)).all():
            count(db.session.get_one(thing, number), column, -1)


def found_here(actor: Actor, question: Question) -> None:
    """Counts that the actor was about to ask and found the question that says it. Raises NotFound."""
    if not sees(actor, question):
        raise NotFound
    count(question, "found_count", 1)
    events.publish(QuestionFound(**said_of(actor, question)))


def accept_answer(actor: Actor, answer: Answer) -> None:
    """Says which answer has helped, in place of any other one. Raises Forbidden for who has not asked."""
    require(actor, "manage", answer)
    question = _open(answer)
    if answer.is_accepted:
        return
    others = update(Answer).where(Answer.question_id == question.id, Answer.is_accepted)
    nothing = others.values(is_accepted=False, accepted_at=None, accepted_by=None)
    db.session.execute(nothing.execution_options(synchronize_session="fetch"))
    answer.is_accepted, answer.accepted_at, answer.accepted_by = True, clock.now(), actor.id
    settle(question)
    events.publish(AnswerAccepted(**said(actor, answer)))


def withdraw_acceptance(actor: Actor, answer: Answer) -> None:
    """Says that the answer has not helped after all."""
    require(actor, "manage", answer)
    question = _open(answer)
    if not answer.is_accepted:
        return
    answer.is_accepted, answer.accepted_at, answer.accepted_by = False, None, None
    settle(question)
    events.publish(AcceptanceWithdrawn(**said(actor, answer)))


def _open(answer: Answer) -> Question:
    """The lock makes those who accept at once wait for each other; the answer is looked at again behind it."""
    question = locked(answer.question_id)
    db.session.refresh(answer)
    if answer.removed_at is not None:
        raise Conflict(_("This answer is no longer there."))
    return question
