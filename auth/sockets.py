"""Who is at the other end of a socket, and which rooms it may enter. Sessions that ended lose their sockets."""

import threading
import time
from typing import Any

from flask import Flask
from flask_login import current_user

from portal.core import db, realtime
from portal.core.errors import NotFound

from .audience import actor_for
from .session import lasting

CHECK_SECONDS = 60


def register(_app: Flask) -> None:
    """Answers the two questions for the real-time side."""
    realtime.gate(_identify, may_enter, watch_sessions)


def _identify() -> tuple[int, int] | None:
    user: Any = current_user
    found = (user.id, user.session_id) if user.is_authenticated else None
    db.session.remove()
    return found


def may_enter(user_id: int, room: str) -> bool:
    """Whether a user's sockets may be in the room: it holds the key that names it."""
    try:
        with db.reading():
            return actor_for(user_id).holds(room)
    except NotFound:
        return False


def watch_sessions() -> None:
    """Closes, once a minute, the sockets of sessions that have ended; runs in a thread of its own."""
    threading.Thread(target=_watch, name="sessions", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(CHECK_SECONDS)
        close_ended()


def close_ended() -> None:
    """Closes the sockets of sessions that are over, whether or not this process was told."""
    connected = realtime.connected_sessions()
    if connected:
        with db.reading():
            gone = connected - lasting(connected)
        realtime.close(gone)
