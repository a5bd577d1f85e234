"""Saying of an answer that it still holds, or that it no longer does."""

from datetime import date

from auth.audience import Actor
from auth.policy import require
from portal.core import clock, db, events, i18n
from portal.core.errors import Conflict
from portal.core.i18n import _

from ..actions.answering import said
from ..actions.trusting import confirm_answer, settle_doubts
from ..models import Answer
from .events import AnswerHoldsAgain, AnswerOutdated


def verify(actor: Actor, answer: Answer) -> None:
    """Stands for an answer for another year; doubts about it are settled, and it is obsolete no longer."""
    require(actor, "publish", answer)
    revive(actor, answer)
    confirm_answer(actor, answer, in_a_year())
    settle_doubts(actor, answer)


def in_a_year() -> date:
    """Gives the day until which somebody stands for an answer who says no other."""
    today = i18n.local(clock.now()).date()
    return today.replace(year=today.year + 1, day=min(today.day, 28))


def mark_obsolete(actor: Actor, answer: Answer) -> None:
    """Says that an answer no longer holds; it stays to be read, behind the others. Raises Conflict when it was said."""
    require(actor, "publish", answer)
    if answer.obsolete_at is not None:
        raise Conflict(_("This answer is marked as obsolete already."))
    answer.obsolete_at, answer.obsolete_by = clock.now(), actor.id
    answer.confirmed_at = answer.confirmed_by = answer.valid_until = None
    db.session.flush()
    events.publish(AnswerOutdated(**said(actor, answer)))


def revive(actor: Actor, answer: Answer) -> None:
    """Takes that back, where it was said."""
    require(actor, "publish", answer)
    if answer.obsolete_at is not None:
        answer.obsolete_at = answer.obsolete_by = None
        db.session.flush()
        events.publish(AnswerHoldsAgain(**said(actor, answer)))
