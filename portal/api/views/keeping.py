"""Keeping answers alive: what needs a look, and saying whether it holds."""

from auth.audience import Actor
from auth.policy import get
from portal import questions
from portal.core.i18n import lazy_

from ..asks import Cursor
from ..operations import Operation
from ..shapes import keeping as shapes
from .door import serve

READ, WRITE = "questions:read", "questions:write"
_ANSWER = "/answers/<int:answer_id>"


@serve(
    Operation(
        "GET",
        "/questions/review",
        READ,
        lazy_("Answers that need a look where I look after the place"),
        shapes.Looks,
        query=Cursor,
    )
)
def list_answers_to_review(who: Actor, query: Cursor) -> shapes.Looks:
    return shapes.looks(who, query.after)


@serve(Operation("PUT", f"{_ANSWER}/verification", WRITE, lazy_("Stand for an answer for another year")))
def verify_answer(who: Actor, answer_id: int) -> None:
    questions.verify(who, get(who, questions.Answer, answer_id))


@serve(Operation("PUT", f"{_ANSWER}/obsolescence", WRITE, lazy_("Say that an answer no longer holds")))
def mark_answer_obsolete(who: Actor, answer_id: int) -> None:
    questions.mark_obsolete(who, get(who, questions.Answer, answer_id))


@serve(Operation("DELETE", f"{_ANSWER}/obsolescence", WRITE, lazy_("Say that it holds after all")))
def revive_answer(who: Actor, answer_id: int) -> None:
    questions.revive(who, get(who, questions.Answer, answer_id))
