"""What ends a question: closing it, opening it again, and having it go on in another one."""

from sqlalchemy import select, update

from auth.audience import Actor
from auth.policy import get, require
from portal.comments import everything_said, move_comments
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _

from ..events import QuestionClosed, QuestionClosedByOthers, QuestionMerged, QuestionReopened
from ..models import Answer, Question, Same
from .answering import locked
from .asking import ref_of, said
from .counting import settle


def close_question(actor: Actor, question: Question, reason: str) -> None:
    """Lets nobody answer any more. Raises Invalid without a reason, which everybody reads."""
    require(actor, "manage", question)
    if not reason:
        raise Invalid("reason", _("Say why: everybody who would like to answer reads it."))
    question = locked(question.id)
    question.closed_at, question.closed_by, question.closed_reason = clock.now(), actor.id, reason
    settle(question)
    kind = QuestionClosed if question.author_id == actor.id else QuestionClosedByOthers
    events.publish(kind(**said(actor, question), reason=reason))


def reopen_question(actor: Actor, question: Question) -> None:
    """Lets people answer again."""
    require(actor, "manage", question)
    question = locked(question.id)
    if question.closed_at is None:
        return
    question.closed_at, question.closed_by, question.closed_reason = None, None, ""
    settle(question)
    events.publish(QuestionReopened(**said(actor, question)))


def merge_question(actor: Actor, question: Question, into_id: int) -> Question:
    """Has a question go on in another one for the same people, with its answers and who has the same one.

    Gives the other one. Raises NotFound, Forbidden for who does not moderate, Conflict for one that is merged already,
    and Invalid where the other one is itself, goes on elsewhere, or stands in another place.
    """
    require(actor, "moderate", question)
    target = get(actor, Question, into_id)
    first, second = sorted((question.id, target.id))  # always in this order, so that two who merge cannot lock out
    locked(first), locked(second)
    _check(question, target)
    _move_comments(actor, question, target)
    question.merged_into_id = target.id
    _hand_over(question, target)
    for one in (question, target):
        settle(one)
    event = QuestionMerged(**said(actor, question), into=ref_of(target.id), author_id=question.author_id)
    events.publish(event)
    return target


def _check(question: Question, target: Question) -> None:
    if question.merged_into_id is not None:
        raise Conflict(_("This question goes on in another one already."))
    if target.id == question.id or target.merged_into_id is not None:
        raise Invalid("into", _("Choose a question that stands for itself."))
    if target.audience != question.audience:
        raise Invalid("into", _("Both have to stand in the same place, so that nobody reads more or less than before."))


def _move_comments(actor: Actor, question: Question, target: Question) -> None:
    if comments := everything_said(ref_of(question.id)):
        move_comments(actor, question, comments, target)


def _hand_over(question: Question, target: Question) -> None:
    """An answer that has helped stays the one that did, unless the other question has one."""
    here, there = Answer.question_id == question.id, Answer.question_id == target.id
    if db.session.scalar(select(Answer.id).where(there, Answer.is_accepted)) is not None:
        nothing = {"is_accepted": False, "accepted_at": None, "accepted_by": None}
        db.session.execute(update(Answer).where(here, Answer.is_accepted).values(**nothing))
    db.session.execute(update(Answer).where(here).values(question_id=target.id))
    earlier = update(Question).where(Question.merged_into_id == question.id)
    db.session.execute(earlier.values(merged_into_id=target.id))
    waiting = {question.author_id, *db.session.scalars(select(Same.user_id).where(Same.question_id == question.id))}
    for user_id in sorted(waiting - {target.author_id}):
        row = {"question_id": target.id, "user_id": user_id, "at": clock.now()}
        db.upsert(Same, row, keys=("question_id", "user_id"), update={})
    count = select(Same.user_id).where(Same.question_id == target.id)
    target.same_count = len(db.session.scalars(count).all())
