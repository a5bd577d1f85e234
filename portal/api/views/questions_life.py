"""What becomes of questions and answers: closing, merging, moving, splitting, confirming, doubting, suggesting."""

from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import questions
from portal.core.errors import NotFound
from portal.core.i18n import lazy_
from portal.core.subjects import Ref

from ..operations import Operation
from ..shapes import questions as shapes
from .door import serve

WRITE = "questions:write"
_ONE, _ANSWER = "/questions/<int:question_id>", "/answers/<int:answer_id>"
_MODELS = {"question": questions.Question, "answer": questions.Answer}


def _question(who: Actor, question_id: int) -> questions.Question:
    return get(who, questions.Question, question_id)


def _answer(who: Actor, answer_id: int) -> questions.Answer:
    return get(who, questions.Answer, answer_id)


def _thing(who: Actor, ref: str) -> Any:
    about = Ref.parse(ref)
    if about.kind not in _MODELS:
        raise NotFound
    return get(who, _MODELS[about.kind], about.id)


@serve(Operation("PUT", f"{_ONE}/closing", WRITE, lazy_("Close a question, with a reason"), body=questions.ClosingForm))
def close_question(who: Actor, question_id: int, body: questions.ClosingForm) -> None:
    questions.close_question(who, _question(who, question_id), body.reason)


@serve(Operation("DELETE", f"{_ONE}/closing", WRITE, lazy_("Open a question again")))
def reopen_question(who: Actor, question_id: int) -> None:
    questions.reopen_question(who, _question(who, question_id))


@serve(
    Operation(
        "PUT", f"{_ONE}/merger", WRITE, lazy_("Have a question go on in another one"), shapes.WholeQuestion,
        questions.MergeForm,
    )
)  # fmt: skip
def merge_question(who: Actor, question_id: int, body: questions.MergeForm) -> shapes.WholeQuestion:
    target = questions.merge_question(who, _question(who, question_id), body.number())
    return shapes.question(who, target.id)


@serve(Operation("PUT", f"{_ONE}/place", WRITE, lazy_("Put a question into another place"), body=questions.MoveForm))
def move_question(who: Actor, question_id: int, body: questions.MoveForm) -> None:
    questions.move_question(who, _question(who, question_id), body.audience, body.reason)


@serve(
    Operation(
        "POST", f"{_ONE}/split", WRITE, lazy_("Have answers go on under a question of their own"),
        shapes.WholeQuestion, questions.SplitForm, status=201, without=frozenset({"key", "audience"}),
    )
)  # fmt: skip
def split_question(who: Actor, question_id: int, body: questions.SplitForm) -> shapes.WholeQuestion:
    new = questions.split_question(who, _question(who, question_id), body, body.answers)
    return shapes.question(who, new.id)


@serve(
    Operation(
        "PUT", f"{_ANSWER}/confirmation", WRITE, lazy_("Stand for an answer until a day, or for good"),
        body=questions.ConfirmationForm,
    )
)  # fmt: skip
def confirm_answer(who: Actor, answer_id: int, body: questions.ConfirmationForm) -> None:
    questions.confirm_answer(who, _answer(who, answer_id), body.valid_until)


@serve(Operation("DELETE", f"{_ANSWER}/confirmation", WRITE, lazy_("Stand for an answer no longer")))
def withdraw_confirmation(who: Actor, answer_id: int) -> None:
    questions.withdraw_confirmation(who, _answer(who, answer_id))


@serve(
    Operation("POST", f"{_ANSWER}/doubts", WRITE, lazy_("Say that an answer is out of date"), body=questions.DoubtForm)
)
def doubt_answer(who: Actor, answer_id: int, body: questions.DoubtForm) -> None:
    questions.doubt_answer(who, _answer(who, answer_id), body.reason)


@serve(Operation("DELETE", f"{_ANSWER}/doubts", WRITE, lazy_("Say that an answer holds")))
def settle_doubts(who: Actor, answer_id: int) -> None:
    questions.settle_doubts(who, _answer(who, answer_id))


@serve(
    Operation(
        "POST", "/suggestions/about/<ref>", WRITE,
        lazy_("Suggest other words for question:12 or answer:12"), shapes.Suggested, questions.SuggestionForm,
    )
)  # fmt: skip
def suggest_edit(who: Actor, ref: str, body: questions.SuggestionForm) -> shapes.Suggested:
    return shapes.Suggested(id=questions.suggest_edit(who, _thing(who, ref), body).id)


@serve(Operation("PUT", "/suggestions/<int:suggestion_id>/decision", WRITE, lazy_("Take suggested words")))
def take_suggestion(who: Actor, suggestion_id: int) -> None:
    questions.decide_on(who, suggestion_id, is_taken=True)


@serve(Operation("DELETE", "/suggestions/<int:suggestion_id>/decision", WRITE, lazy_("Decline suggested words")))
def decline_suggestion(who: Actor, suggestion_id: int) -> None:
    questions.decide_on(who, suggestion_id, is_taken=False)


@serve(
    Operation(
        "DELETE", "/history/<ref>/<int:version>", WRITE,
        lazy_("Take former words of question:12 or answer:12 out of its history"), query=questions.RemovalForm,
    )
)  # fmt: skip
def take_out_words(who: Actor, ref: str, version: int, query: questions.RemovalForm) -> None:
    questions.take_out_version(who, _thing(who, ref), version, query.reason)
