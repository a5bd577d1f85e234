"""What people say of questions and answers: the same here, this helped, this solved it, that was it."""

from flask import Response, request

from auth.policy import get
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, limit, wants_fragment
from portal.drafts import forget

from .. import actions, queries
from ..addresses import url_of
from ..models import Answer, Question
from . import blueprint
from .answers import foot


@blueprint.put("/answers/<int:answer_id>/vote")
@limit("120 per minute")
def vote(answer_id: int) -> Response:
    actions.vote(actor(), get(actor(), Answer, answer_id))
    return _judged(answer_id, _("You say that this has helped."))


@blueprint.delete("/answers/<int:answer_id>/vote")
def take_vote(answer_id: int) -> Response:
    actions.take_vote(actor(), get(actor(), Answer, answer_id))
    return _judged(answer_id, _("Your word is taken back."))


def _judged(answer_id: int, say: str) -> Response:
    return foot(answer_id) if wants_fragment() else _back(answer_id, say)


def _back(answer_id: int, say: str) -> Response:
    row = queries.answer_row(actor(), answer_id)
    question = queries.question_row(actor(), row.question_id)
    return go(question.url, fragment_id=f"a{answer_id}", say=say)


@blueprint.put("/answers/<int:answer_id>/acceptance")
def accept(answer_id: int) -> Response:
    actions.accept_answer(actor(), get(actor(), Answer, answer_id))
    return _back(answer_id, _("Good to know: the question is solved."))


@blueprint.delete("/answers/<int:answer_id>/acceptance")
def withdraw(answer_id: int) -> Response:
    actions.withdraw_acceptance(actor(), get(actor(), Answer, answer_id))
    return _back(answer_id, _("The question is open again."))


@blueprint.put("/<int:question_id>/same")
@limit("120 per minute")
def same(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    actions.ask_the_same(actor(), question)
    return go(url_of(question_id, question.title), say=_("You hear of answers."))


@blueprint.delete("/<int:question_id>/same")
def same_no_more(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    actions.ask_the_same_no_more(actor(), question)
    return go(url_of(question_id, question.title), say=_("You hear of answers no longer."))


@blueprint.post("/<int:question_id>/finding")
@limit("30 per minute")
def find(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    actions.found_here(actor(), question)
    forget(actor(), request.form.get("key", ""))
    return go(url_of(question_id, question.title), say=_("Good that it was there already."))
