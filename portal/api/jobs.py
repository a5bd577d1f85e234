"""Forgetting: kept answers after a day, deliveries after a month, tokens a month after their last day."""

from datetime import timedelta

from portal.core import clock
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some

from .actions.answers import KEPT
from .models import Answer, Delivery, Token

MONTH = timedelta(days=30)


@every(hours=6)
def forget_old() -> None:
    """Begins with what is old by now."""
    enqueue(forget_some, key="rest")


@job
def forget_some() -> None:
    """Forgets a stretch of what is old, and asks for the rest."""
    now = clock.now()
    rest = delete_some(Answer, Answer.at < now - KEPT)
    rest = delete_some(Delivery, Delivery.created_at < now - MONTH, Delivery.state != "waiting") or rest
    if delete_some(Token, Token.expires_at < now - MONTH) or rest:
        enqueue(forget_some, key="rest")
