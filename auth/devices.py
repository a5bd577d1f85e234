"""My devices: the browsers that are signed in as me, and ending what should no longer be."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.core import clock, db
from portal.core.errors import NotFound

from . import session
from .audience import Actor
from .models import Session

MOST = 100


@dataclass(frozen=True)
class Device:
    """A browser that is signed in; `is_this` is the one that asks."""

    id: int
    name: str
    since: datetime
    last_used_on: date | None
    is_this: bool


def my_devices(actor: Actor, session_id: int) -> list[Device]:
    """Gives the actor's browsers, this one first, then those used last."""
    own = select(Session).where(Session.user_id == actor.id, Session.expires_at > clock.now())
    rows = db.session.scalars(own.order_by(Session.last_used_on.desc(), Session.id.desc()).limit(MOST))
    found = [Device(r.id, r.device, r.created_at, r.last_used_on, r.id == session_id) for r in rows]
    return sorted(found, key=lambda device: not device.is_this)


def end_device(actor: Actor, session_id: int) -> None:
    """Signs one of the actor's browsers out. Raises NotFound for one of somebody else."""
    if not session.end(Session.id == session_id, Session.user_id == actor.id):
        raise NotFound


def end_other_devices(actor: Actor, session_id: int) -> None:
    """Signs all of the actor's browsers out, except this one."""
    session.end(Session.user_id == actor.id, Session.id != session_id)
