"""Whether an answer still holds: who stands for it and until when, and who doubts it."""

from datetime import date

from sqlalchemy import delete

from auth.audience import Actor
from auth.policy import can, require
from portal.core import clock, db, events, i18n
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _

from ..events import AnswerConfirmed, AnswerDoubted, ConfirmationWithdrawn, DoubtsSettled
from ..models import Answer, Doubt
from .answering import said
from .counting import count


def confirm_answer(actor: Actor, answer: Answer, valid_until: date | None) -> None:
    """Stands for an answer, until and including a day or for good. Raises Invalid for a day that has passed."""
    require(actor, "publish", answer)
    if valid_until is not None and valid_until < i18n.local(clock.now()).date():
        raise Invalid("valid_until", _("This day has passed."))
    answer.confirmed_at, answer.confirmed_by, answer.valid_until = clock.now(), actor.id, valid_until
    db.session.flush()
    events.publish(AnswerConfirmed(**said(actor, answer)))


def withdraw_confirmation(actor: Actor, answer: Answer) -> None:
    """Stands for it no longer."""
    require(actor, "publish", answer)
    answer.confirmed_at = answer.confirmed_by = answer.valid_until = None
    db.session.flush()
    events.publish(ConfirmationWithdrawn(**said(actor, answer)))


def doubt_answer(actor: Actor, answer: Answer, reason: str) -> None:
    """Says that an answer no longer holds, and why; once a person. Raises Invalid without a reason."""
    require(actor, "react", answer)
    if not reason:
        raise Invalid("reason", _("Say what has changed: that helps to put it right."))
    row = {"answer_id": answer.id, "user_id": actor.id, "reason": reason, "at": clock.now()}
    new = db.insert(Doubt).values(**row).on_conflict_do_nothing().returning(Doubt.user_id)
    if db.session.scalar(new) is not None:
        count(answer, "doubt_count", 1)
        events.publish(AnswerDoubted(**said(actor, answer), reason=reason))


def settle_doubts(actor: Actor, answer: Answer) -> None:
    """Says that the doubts were looked at and the answer holds. Raises Forbidden for who did not write it."""
    if not can(actor, "edit", answer) and not can(actor, "moderate", answer):
        raise Forbidden
    if not answer.doubt_count:
        return
    gone = delete(Doubt).where(Doubt.answer_id == answer.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    answer.doubt_count = 0
    db.session.flush()
    events.publish(DoubtsSettled(**said(actor, answer)))
