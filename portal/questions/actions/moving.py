"""A question that comes to another place, and answers that get a question of their own."""

from collections.abc import Iterable

from sqlalchemy import select

from auth.audience import Actor, actor_for, move
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.groups import count_post, may_write

from ..events import QuestionMoved, QuestionMovedByOthers, QuestionSplit
from ..forms import QuestionForm
from ..models import Answer, Question
from .answering import locked
from .asking import ask_question, ref_of, said
from .counting import settle

MOST = 200


def move_question(actor: Actor, question: Question, audience: str, reason: str = "") -> None:
    """Puts a question into another place, with all that hangs on it; who may not read there sees nothing of it.

    Raises NotFound, Forbidden without the right in both places, and Invalid where it stands there already, where its
    author could not read it, and without a reason for somebody else's question.
    """
    require(actor, "manage", question)
    _check(actor, question, audience, reason)
    former, is_own = question.audience, question.author_id == actor.id
    question.moved_at = clock.now()
    move(actor, question, audience)
    count_post(audience, actor.id)
    event = said(actor, question) | {"former": former}
    events.publish(QuestionMoved(**event) if is_own else QuestionMovedByOthers(**event, reason=reason))


def _check(actor: Actor, question: Question, audience: str, reason: str) -> None:
    if audience == question.audience:
        raise Invalid("audience", _("The question stands there already."))
    if not actor.holds(audience):
        raise NotFound
    if not may_write(actor, audience):
        raise Forbidden
    if question.author_id == actor.id:
        return
    if not reason:
        raise Invalid("reason", _("Say why: the author will read it."))
    if not _reads(question.author_id, audience):
        raise Invalid("audience", _("The author could not read it there. Choose another place."))


def _reads(author_id: int, audience: str) -> bool:
    """Who has left the company does not read anywhere and is not in the way."""
    try:
        return actor_for(author_id).holds(audience)
    except NotFound:
        return True


def split_question(actor: Actor, question: Question, form: QuestionForm, answer_ids: Iterable[int]) -> Question:
    """Has the chosen answers go on under a new question for the same people, and gives it.

    Raises Forbidden for who does not moderate here or may not ask here, Invalid without any answer of this question.
    """
    require(actor, "moderate", question)
    new = ask_question(actor, form.model_copy(update={"audience": question.audience}))
    if new.split_from_id is not None:
        return new
    question = locked(question.id)
    here = (Answer.question_id == question.id, Answer.removed_at.is_(None))
    chosen = select(Answer).where(*here, Answer.id.in_(sorted(set(answer_ids))[:MOST])).order_by(Answer.id)
    answers = list(db.session.scalars(chosen.with_for_update()))
    if not answers:
        raise Invalid("answers", _("Choose at least one answer."))
    new.split_from_id = question.id
    for answer in answers:
        answer.question_id = new.id
        answer.is_accepted, answer.accepted_at, answer.accepted_by = False, None, None
    for one in (question, new):
        settle(one)
    author_ids = tuple(sorted({answer.author_id for answer in answers}))
    events.publish(QuestionSplit(**said(actor, new), origin=ref_of(question.id), author_ids=author_ids))
    return new
