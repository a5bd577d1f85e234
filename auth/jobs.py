"""What becomes of accounts by the passing of time."""

from datetime import timedelta

from portal.core import clock
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some

from . import roles
from .credentials.models import AccessCode, Failure, Reset, Spent
from .models import Session


@every(minutes=15)
def end_roles() -> None:
    """Removes roles that have ended, and says so."""
    roles.end_roles()


@every(hours=6)
def forget_old_sessions() -> None:
    """Begins with sessions, links and failures that are over."""
    enqueue(forget_some_sessions, key="rest")


@job
def forget_some_sessions() -> None:
    """Forgets a stretch of what is over, and asks for the rest."""
    now = clock.now()
    rest = delete_some(Session, Session.expires_at < now)
    rest = delete_some(Reset, Reset.expires_at < now) or rest
    rest = delete_some(AccessCode, AccessCode.expires_at < now - timedelta(days=90)) or rest
    rest = delete_some(Spent, Spent.expires_at < now) or rest
    if delete_some(Failure, Failure.last_at < now - timedelta(days=1)) or rest:
        enqueue(forget_some_sessions, key="rest")
