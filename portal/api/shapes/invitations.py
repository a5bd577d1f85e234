"""Invitations to answer as the API gives them."""

from datetime import date

from auth.audience import Actor
from portal import questions

from .common import Shape
from .questions import Question, line

MOST = 20


class Invitation(Shape):
    """An open question, and why it is the reader who may know.

    `reason` is answered, named or similar, and empty where nobody was asked yet and the topic is one of the reader's.
    """

    question: Question
    reason: str
    topic: str
    number: int


class Invitations(Shape):
    """What waits for the reader's help: invitations first, then the questions that have waited longest."""

    items: list[Invitation]


class Readiness(Shape):
    """At most how many invitations a week, 0 for none, and until which day none at all."""

    weekly: int
    away_until: date | None


def invitations(who: Actor) -> Invitations:
    """Gives what waits for the reader's help."""
    found = questions.waiting_for(who, MOST)
    return Invitations(items=[Invitation(question=line(one.question), **one.why._asdict()) for one in found])


def readiness(who: Actor) -> Readiness:
    """Gives what the reader has chosen."""
    chosen = questions.readiness(who)
    return Readiness(weekly=chosen.weekly, away_until=chosen.away_until)
