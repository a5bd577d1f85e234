"""Questions and answers: asking, answering, and what people say of answers."""

from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import questions
from portal.core import forms
from portal.core.errors import NotFound
from portal.core.i18n import lazy_

from ..asks import AnswersAsk, QuestionsAsk
from ..operations import Operation
from ..shapes import questions as shapes
from .door import serve
from .versions import check, claimed

READ, WRITE = "questions:read", "questions:write"
_ONE, _ANSWER = "/questions/<int:question_id>", "/answers/<int:answer_id>"


def _question(who: Actor, question_id: int) -> questions.Question:
    return get(who, questions.Question, question_id)


def _answer(who: Actor, answer_id: int) -> questions.Answer:
    return get(who, questions.Answer, answer_id)


@serve(
    Operation(
        "GET", "/questions", READ, lazy_("Questions that I may read, newest first"), shapes.Questions,
        query=QuestionsAsk,
    )
)  # fmt: skip
def list_questions(who: Actor, query: QuestionsAsk) -> shapes.Questions:
    if query.audience and not who.holds(query.audience):
        raise NotFound
    wanted = {"state": query.state, "whose": query.whose, "tag": query.tag, "audience": query.audience}
    return shapes.listed(questions.listed(who, **wanted, after=query.after or None))


@serve(
    Operation(
        "POST", "/questions", WRITE, lazy_("Ask a question of an audience, such as everyone or group:7"),
        shapes.WholeQuestion, questions.QuestionForm, status=201, without=frozenset({"key"}),
    )
)  # fmt: skip
def ask_question(who: Actor, body: questions.QuestionForm) -> shapes.WholeQuestion:
    return shapes.question(who, questions.ask_question(who, body).id)


@serve(Operation("GET", _ONE, READ, lazy_("One question"), shapes.WholeQuestion))
def get_question(who: Actor, question_id: int) -> shapes.WholeQuestion:
    return shapes.question(who, question_id)


@serve(
    Operation(
        "PUT", _ONE, WRITE, lazy_("Change my question; files that are not named are let go"), shapes.WholeQuestion,
        questions.QuestionEditForm, without=frozenset({"version", "audience"}), version="needed",
    )
)  # fmt: skip
def edit_question(who: Actor, question_id: int, body: dict[str, Any], version: int | None) -> shapes.WholeQuestion:
    kept = _question(who, question_id)
    form = forms.read(questions.QuestionEditForm, body | {"version": claimed(version, kept)})
    questions.edit_question(who, kept, form)
    return shapes.question(who, question_id)


@serve(
    Operation(
        "DELETE", _ONE, WRITE, lazy_("Remove a question; somebody else's needs a reason"),
        query=questions.RemovalForm, version="optional",
    )
)  # fmt: skip
def remove_question(who: Actor, question_id: int, query: questions.RemovalForm, version: int | None) -> None:
    kept = _question(who, question_id)
    check(version, kept)
    questions.remove_question(who, kept, query.reason)


@serve(
    Operation("POST", f"{_ONE}/restoration", WRITE, lazy_("Take my removal of a question back"), shapes.WholeQuestion)
)
def restore_question(who: Actor, question_id: int) -> shapes.WholeQuestion:
    return shapes.question(who, questions.restore_question(who, question_id).id)


@serve(Operation("PUT", f"{_ONE}/same", WRITE, lazy_("Say that I have the same question")))
def ask_the_same(who: Actor, question_id: int) -> None:
    questions.ask_the_same(who, _question(who, question_id))


@serve(Operation("DELETE", f"{_ONE}/same", WRITE, lazy_("Say that I have the same question no longer")))
def ask_the_same_no_more(who: Actor, question_id: int) -> None:
    questions.ask_the_same_no_more(who, _question(who, question_id))


@serve(Operation("POST", f"{_ONE}/finding", WRITE, lazy_("Say that this is what I was about to ask")))
def find_question(who: Actor, question_id: int) -> None:
    questions.found_here(who, _question(who, question_id))


@serve(Operation("GET", f"{_ONE}/answers", READ, lazy_("The answers to a question"), shapes.Answers, query=AnswersAsk))
def list_answers(who: Actor, question_id: int, query: AnswersAsk) -> shapes.Answers:
    return shapes.answers(who, question_id, query.sort, query.after or None)


@serve(
    Operation(
        "POST", f"{_ONE}/answers", WRITE, lazy_("Answer a question"), shapes.WholeAnswer, questions.AnswerForm,
        status=201, without=frozenset({"key"}),
    )
)  # fmt: skip
def add_answer(who: Actor, question_id: int, body: questions.AnswerForm) -> shapes.WholeAnswer:
    return shapes.answer(who, questions.add_answer(who, _question(who, question_id), body).id)


@serve(Operation("GET", _ANSWER, READ, lazy_("One answer"), shapes.WholeAnswer))
def get_answer(who: Actor, answer_id: int) -> shapes.WholeAnswer:
    return shapes.answer(who, answer_id)


@serve(
    Operation(
        "PUT", _ANSWER, WRITE, lazy_("Change my answer; files that are not named are let go"), shapes.WholeAnswer,
        questions.AnswerEditForm, without=frozenset({"version"}), version="needed",
    )
)  # fmt: skip
def edit_answer(who: Actor, answer_id: int, body: dict[str, Any], version: int | None) -> shapes.WholeAnswer:
    kept = _answer(who, answer_id)
    form = forms.read(questions.AnswerEditForm, body | {"version": claimed(version, kept)})
    questions.edit_answer(who, kept, form)
    return shapes.answer(who, answer_id)


@serve(
    Operation(
        "DELETE", _ANSWER, WRITE, lazy_("Remove an answer; somebody else's needs a reason"),
        query=questions.RemovalForm, version="optional",
    )
)  # fmt: skip
def remove_answer(who: Actor, answer_id: int, query: questions.RemovalForm, version: int | None) -> None:
    kept = _answer(who, answer_id)
    check(version, kept)
    questions.remove_answer(who, kept, query.reason)


@serve(
    Operation("POST", f"{_ANSWER}/restoration", WRITE, lazy_("Take my removal of an answer back"), shapes.WholeAnswer)
)
def restore_answer(who: Actor, answer_id: int) -> shapes.WholeAnswer:
    return shapes.answer(who, questions.restore_answer(who, answer_id).id)


@serve(Operation("PUT", f"{_ANSWER}/vote", WRITE, lazy_("Say that an answer has helped me")))
def vote(who: Actor, answer_id: int) -> None:
    questions.vote(who, _answer(who, answer_id))


@serve(Operation("DELETE", f"{_ANSWER}/vote", WRITE, lazy_("Take that back")))
def take_vote(who: Actor, answer_id: int) -> None:
    questions.take_vote(who, _answer(who, answer_id))


@serve(Operation("PUT", f"{_ANSWER}/acceptance", WRITE, lazy_("Say that an answer has solved my question")))
def accept_answer(who: Actor, answer_id: int) -> None:
    questions.accept_answer(who, _answer(who, answer_id))


@serve(Operation("DELETE", f"{_ANSWER}/acceptance", WRITE, lazy_("Say that it has not solved it after all")))
def withdraw_acceptance(who: Actor, answer_id: int) -> None:
    questions.withdraw_acceptance(who, _answer(who, answer_id))
