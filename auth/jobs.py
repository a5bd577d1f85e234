"""What becomes of accounts by the passing of time."""

from portal.core import clock
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some

from . import roles
from .models import Session


@every(minutes=15)
def end_roles() -> None:
    """Removes roles that have ended, and says so."""
    roles.end_roles()


@every(hours=6)
def forget_old_sessions() -> None:
    """Begins with sessions that are over."""
    enqueue(forget_some_sessions, key="rest")


@job
def forget_some_sessions() -> None:
    """Forgets a stretch of sessions that are over, and asks for the rest."""
    if delete_some(Session, Session.expires_at < clock.now()):
        enqueue(forget_some_sessions, key="rest")
