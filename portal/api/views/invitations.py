"""Invitations to answer: what waits for my help, saying no, and how often I want to be asked."""

from auth.audience import Actor
from auth.policy import get
from portal import questions
from portal.core.i18n import lazy_

from ..operations import Operation
from ..shapes import invitations as shapes
from .door import serve

READ, WRITE = "questions:read", "questions:write"


@serve(
    Operation("GET", "/me/questions", READ, lazy_("Open questions that I may know the answer to"), shapes.Invitations)
)
def list_questions_for_me(who: Actor) -> shapes.Invitations:
    return shapes.invitations(who)


@serve(Operation("DELETE", "/questions/<int:question_id>/invitation", WRITE, lazy_("Say no to an invitation")))
def decline_to_answer(who: Actor, question_id: int) -> None:
    questions.decline(who, get(who, questions.Question, question_id).id)


@serve(
    Operation(
        "PUT", "/me/readiness", WRITE, lazy_("Choose how often I am asked"), shapes.Readiness,
        questions.ReadinessForm,
    )
)  # fmt: skip
def choose_readiness(who: Actor, body: questions.ReadinessForm) -> shapes.Readiness:
    questions.choose_readiness(who, body)
    return shapes.readiness(who)


@serve(Operation("GET", "/me/readiness", READ, lazy_("How often I am asked"), shapes.Readiness))
def get_readiness(who: Actor) -> shapes.Readiness:
    return shapes.readiness(who)
