"""Sign-ins that are under way at a provider: begun by one browser, finished by the same one, once, within ten minutes.

The browser's cookie holds the states that it began, the database everything else. So an answer that somebody else was
given (login CSRF), that was used before, or that came from another provider (mix-up) finds nothing here.
"""

import hashlib
import secrets
from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.core import clock, db

from .models import Handover, UsedMessage

MINUTES = 10
_COOKIE = "flows"
_MOST = 4


def new_state() -> str:
    """Gives a value that nobody can guess."""
    return secrets.token_urlsafe(32)


def keep(state: str, data: Mapping[str, Any]) -> None:
    """Keeps what the way back will need."""
    until = clock.now() + timedelta(minutes=MINUTES)
    db.session.add(Handover(key_hash=_hash(state), data=dict(data), expires_at=until))
    db.session.flush()


def remember(cookie: MutableMapping[str, Any], state: str) -> None:
    """Notes in the browser's cookie that it began this; the oldest of many is forgotten."""
    cookie[_COOKIE] = [*_begun(cookie), _hash(state)[:32]][-_MOST:]


def is_own(cookie: Mapping[str, Any], state: str) -> bool:
    """Whether this browser began this."""
    return _hash(state)[:32] in _begun(cookie)


def _begun(cookie: Mapping[str, Any]) -> list[str]:
    found = cookie.get(_COOKIE)
    return found if isinstance(found, list) else []


def peek(state: str, provider: str) -> dict[str, Any] | None:
    """Gives what was kept for the state at this provider, or None."""
    kept = db.session.scalar(select(Handover.data).where(*_valid(state)))
    return kept if kept is not None and kept.get("provider") == provider else None


def take(state: str, provider: str) -> dict[str, Any] | None:
    """The same, and nobody gets it again, whatever comes of it."""
    kept = peek(state, provider)
    if kept is None:
        return None
    gone = delete(Handover).where(*_valid(state)).returning(Handover.key_hash)
    return kept if db.session.execute(gone).one_or_none() is not None else None


def _valid(state: str) -> tuple[Any, Any]:
    return Handover.key_hash == _hash(state), Handover.expires_at > clock.now()


def replace(state: str, data: Mapping[str, Any]) -> None:
    """Keeps something else under the same state."""
    db.session.execute(delete(Handover).where(Handover.key_hash == _hash(state)))
    keep(state, data)


def is_first_use(provider: str, message: str, *, seconds: int) -> bool:
    """Notes the id of a message that counts once, for so long; False when it was there already."""
    row = {"provider": provider, "message": _hash(message), "expires_at": clock.now() + timedelta(seconds=seconds)}
    statement = db.insert(UsedMessage).values(**row).on_conflict_do_nothing().returning(UsedMessage.message)
    return db.session.execute(statement).one_or_none() is not None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
