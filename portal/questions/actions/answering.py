"""Answering, changing, removing answers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from auth.audience import NOBODY, Actor, AudienceMoved, move
from auth.policy import get, require, sees
from portal.attachments import adopt
from portal.core import clock, db, events, text
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.people import mentionable

from ..events import AnswerEdited, AnswerGiven, AnswerRemoved, AnswerRestored, AnswerTakenDown
from ..forms import AnswerEditForm, AnswerForm
from ..models import Answer, Question
from .asking import named_anew, ref_of, replace
from .counting import settle


def add_answer(actor: Actor, question: Question, form: AnswerForm, *, alts: Mapping[int, str] | None = None) -> Answer:
    """Answers a question; the same `key` once more gives the answer that is there. `alts` describe pictures, by id.

    A question that was merged meanwhile is answered where it goes on. Raises Forbidden, and Invalid, with the text
    kept: without words, for a closed question, and for one that goes on where the actor may not read.
    """
    question = _where_it_goes_on(actor, question)
    rendered = _render(form.body)
    values = {"author_id": actor.id, "audience": question.audience, "question_id": question.id, "body": form.body}
    values |= {"html": rendered.html, "plain": rendered.plain, "has_files": bool(form.attachments)}
    require(actor, "create", Answer(**values))
    if question.closed_at is not None:
        raise Invalid("body", _("This question is closed: %(reason)s", reason=question.closed_reason))
    values |= {"client_key": form.key or None, "written_at": clock.now(), "language": actor.language, "version": 1}
    statement = db.insert(Answer).values(**values, is_accepted=False, reactions={}).on_conflict_do_nothing()
    answer_id = db.session.scalar(statement.returning(Answer.id))
    if answer_id is None:
        return _sent_before(actor, form)
    answer = db.session.get_one(Answer, answer_id)
    adopt(actor, form.attachments, ref_of_answer(answer.id), answer.audience, alts=alts)
    settle(question)
    events.publish(AnswerGiven(**said(actor, answer), mentions=rendered.mentions))
    return answer


def ref_of_answer(answer_id: int) -> Ref:
    """Names an answer as a subject."""
    return Ref("answer", answer_id)


def said(actor: Actor, answer: Answer) -> dict[str, Any]:
    """Gives what every event about an answer says."""
    about = {"question": ref_of(answer.question_id), "author_id": answer.author_id}
    return about | {"actor_id": actor.id, "subject": ref_of_answer(answer.id), "audience": answer.audience}


def locked(question_id: int) -> Question:
    """Loads a question and has everybody wait who changes its answers. Raises NotFound."""
    question = db.session.get(Question, question_id, with_for_update=True, populate_existing=True)
    if question is None:
        raise NotFound
    return question


def _where_it_goes_on(actor: Actor, question: Question) -> Question:
    question = locked(question.id)
    while question.merged_into_id is not None:
        question = locked(question.merged_into_id)
        if not sees(actor, question):
            raise Invalid("body", _("This question was merged into one that you may not read. Copy your text."))
    if not sees(actor, question):
        raise NotFound
    return question


def _render(body: str) -> text.Rendered:
    rendered = text.render(body, mentionable)
    if not rendered.plain and 'src="/files/' not in rendered.html:
        raise Invalid("body", _("This field is empty."))
    return rendered


def _sent_before(actor: Actor, form: AnswerForm) -> Answer:
    same = select(Answer).where(Answer.author_id == actor.id, Answer.client_key == form.key)
    answer = db.session.scalars(same).one()
    if answer.version == 1 and answer.body != form.body:
        raise Invalid("key", _("You have sent this already, with other words. Send it again if both are meant."))
    return answer


def edit_answer(actor: Actor, answer: Answer, form: AnswerEditForm, *, alts: Mapping[int, str] | None = None) -> None:
    """Changes the words of an answer. Raises Stale when it is no longer the version that the author began with."""
    require(actor, "edit", answer)
    rendered = _render(form.body)
    new_names = () if form.quiet else named_anew(answer.body, rendered)
    values = {"body": form.body, "html": rendered.html, "plain": rendered.plain}
    replace(answer, form.version, values | {"has_files": bool(form.attachments)})
    adopt(actor, form.attachments, ref_of_answer(answer.id), answer.audience, alts=alts)
    events.publish(AnswerEdited(**said(actor, answer), mentions=new_names))


def remove_answer(actor: Actor, answer: Answer, reason: str = "") -> None:
    """Takes an answer from everybody's sight; one that had helped leaves its question without a solution.

    Raises Invalid without a reason for somebody else's answer.
    """
    require(actor, "remove", answer)
    is_own = answer.author_id == actor.id
    if not is_own and not reason:
        raise Invalid("reason", _("Say why: the author will read it."))
    question = locked(answer.question_id)
    event = said(actor, answer)
    answer.removed_at, answer.removed_by = clock.now(), actor.id
    answer.is_accepted, answer.accepted_at, answer.accepted_by = False, None, None
    move(actor, answer, NOBODY)
    settle(question)
    events.publish(AnswerRemoved(**event) if is_own else AnswerTakenDown(**event, reason=reason))


def restore_answer(actor: Actor, answer_id: int) -> Answer:
    """Takes a removal back, for who removed it. Raises NotFound, also where its question is no longer there."""
    answer = db.session.get(Answer, answer_id) if answer_id < 2**53 else None
    if answer is None or answer.removed_at is None or answer.removed_by != actor.id:
        raise NotFound
    question = get(actor, Question, locked(answer.question_id).id)
    answer.removed_at = answer.removed_by = None
    move(actor, answer, question.audience)
    settle(question)
    events.publish(AnswerRestored(**said(actor, answer)))
    return answer


def follow_question(actor_id: int, question_id: int, audience: str) -> None:
    """Gives the answers to a question the audience that the question has now."""
    standing = (Answer.question_id == question_id, Answer.removed_at.is_(None))
    for answer in db.session.scalars(select(Answer).where(*standing).order_by(Answer.id)).all():
        former, answer.audience = answer.audience, audience
        db.session.flush()
        moved: dict[str, Any] = {"actor_id": actor_id, "subject": ref_of_answer(answer.id), "audience": audience}
        events.publish(AudienceMoved(**moved, former=former))
