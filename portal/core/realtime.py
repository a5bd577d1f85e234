"""Nudges: what changed is said to the room of its audience after the commit; the page fetches it by its own route.

The only user of Flask-SocketIO. Rooms are audience keys; who may enter one is asked of `auth`, which registers itself.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from flask import Flask

from portal.config import Settings

from . import db
from .bus import Bus, DatagramBus, Message, RedisBus
from .events import Event, on
from .imports import without

# What a browser's side and its many brokers would load is a tenth of the memory of a process, and not used here.
with without("aiohttp", "redis", "requests", "websocket"):
    from flask_socketio import SocketIO, disconnect, join_room, leave_room

log = logging.getLogger(__name__)

MOST_SOCKETS = 800
MOST_PER_USER = 10
MOST_ROOMS = 60

socketio = SocketIO()
_bus: Bus | None = None
_listening = False
_sockets: defaultdict[int, dict[str, set[str]]] = defaultdict(dict)
_sessions: dict[str, int] = {}
_may_enter: Callable[[int, str], bool] | None = None
_identify: Callable[[], tuple[int, int] | None] | None = None
_started: Callable[[], None] | None = None


def register(app: Flask, settings: Settings) -> None:
    """Mounts Socket.IO on the application and opens the bus for sending."""
    configure(settings)
    socketio.init_app(
        app,
        async_mode="threading",
        transports=["websocket"],
        cors_allowed_origins=[settings.base_url] if settings.base_url else None,
        max_http_buffer_size=65536,
        ping_interval=25,
        ping_timeout=20,
        manage_session=False,
        logger=False,
    )


def configure(settings: Settings) -> None:
    """Opens the bus; enough for processes that only send, such as workers."""
    global _bus
    _bus = RedisBus(settings.redis) if settings.redis else DatagramBus(settings.data)


def listen() -> None:
    """Begins to pass messages on to this process's browsers; once a process, after it was forked."""
    global _listening
    if _bus is not None and not _listening:
        _listening = True
        _bus.listen(_receive)
        if _started is not None:
            _started()


def gate(
    identify: Callable[[], tuple[int, int] | None],
    may_enter: Callable[[int, str], bool],
    started: Callable[[], None],
) -> None:
    """Says who is at the other end of a new socket, whether a user may enter a room, and what to start beside them.

    Who it is: the ids of the user and of the session.
    """
    global _identify, _may_enter, _started
    _identify, _may_enter, _started = identify, may_enter, started


def nudge(room: str, kind: str, id: int, event: str, *, by: int = 0) -> None:
    """Tells a room, after the commit, that a subject changed. Who did it, `by`, is told that it was their own doing."""
    message = {"do": "nudge", "room": room, "kind": kind, "id": id, "event": event, "by": by}
    db.after_commit(lambda: _send(message))


def nudge_users(user_ids: list[int], event: str) -> None:
    """Tells users, wherever they are connected, that something of theirs changed; after the commit."""
    for start in range(0, len(user_ids), 2000):
        message = {"do": "nudge users", "users": user_ids[start : start + 2000], "event": event}
        db.after_commit(partial(_send, message))


def recheck(user_ids: list[int], *, room: str = "") -> None:
    """Puts users out of rooms whose key they no longer hold, after the commit.

    With `room` everybody in that room is looked at again.
    """
    for start in range(0, max(len(user_ids), 1), 2000):
        message = {"do": "recheck", "users": user_ids[start : start + 2000], "room": room}
        db.after_commit(partial(_send, message))


def end(session_ids: Sequence[int]) -> None:
    """Closes the sockets of sessions that have ended, in all processes, after the commit."""
    for start in range(0, len(session_ids), 2000):
        message = {"do": "end", "sessions": list(session_ids[start : start + 2000])}
        db.after_commit(partial(_send, message))


def close(session_ids: Collection[int]) -> None:
    """Closes the sockets that these sessions have in this process."""
    for sid, session_id in list(_sessions.items()):
        if session_id in session_ids:
            socketio.server.disconnect(sid)


@on(Event)
def _nudge_audience(event: Event) -> None:
    if event.audience != "nobody":
        nudge(event.audience, event.subject.kind, event.subject.id, type(event).__name__, by=event.actor_id)


def _send(message: Message) -> None:
    if _bus is not None:
        _bus.send(message)


def _receive(message: Message) -> None:
    if message["do"] == "nudge":
        _pass_on(message)
    elif message["do"] == "nudge users":
        for user_id in _sockets.keys() & set(message["users"]):
            socketio.emit("nudge", {"kind": "user", "id": user_id, "event": message["event"]}, to=f"user:{user_id}")
    elif message["do"] == "recheck":
        room = message["room"]
        inside = [user for user, sids in list(_sockets.items()) if any(room in rooms for rooms in sids.values())]
        for user_id in [*message["users"], *(inside if room else [])]:
            _recheck(user_id)
    elif message["do"] == "end":
        close(set(message["sessions"]))


def _pass_on(message: Message) -> None:
    body = {name: message[name] for name in ("kind", "id", "event", "room")}
    room = message["room"]
    own = [sid for sid, rooms in list(_sockets.get(message.get("by", 0), {}).items()) if room in rooms]
    socketio.emit("nudge", body, to=room, skip_sid=own)
    for sid in own:
        socketio.emit("nudge", body | {"own": True}, to=sid)


def _recheck(user_id: int) -> None:
    server = socketio.server
    for sid, rooms in list(_sockets.get(user_id, {}).items()):
        for room in [r for r in rooms if not _allowed(user_id, r)]:
            rooms.discard(room)
            server.leave_room(sid, room)
            server.emit("left", {"room": room}, to=sid)


def _allowed(user_id: int, room: str) -> bool:
    return _may_enter is not None and _may_enter(user_id, room)


@socketio.on("connect")  # type: ignore[untyped-decorator]  # Flask-SocketIO has no types
def _connect(_auth: Any = None) -> bool:
    from flask import request

    listen()
    found = _identify() if _identify else None
    total = sum(len(sids) for sids in _sockets.values())
    if found is None or total >= MOST_SOCKETS or len(_sockets.get(found[0], ())) >= MOST_PER_USER:
        return False
    user_id, session_id = found
    sid: str = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO adds it
    _sockets[user_id][sid], _sessions[sid] = {f"user:{user_id}"}, session_id
    join_room(f"user:{user_id}")
    return True


@socketio.on("disconnect")  # type: ignore[untyped-decorator]  # Flask-SocketIO has no types
def _disconnect(_reason: Any = None) -> None:
    user_id, sid = _here()
    _sessions.pop(sid, None)
    if user_id is not None:
        _sockets[user_id].pop(sid, None)
        if not _sockets[user_id]:
            _sockets.pop(user_id, None)


@socketio.on("join")  # type: ignore[untyped-decorator]  # Flask-SocketIO has no types
def _join(rooms: Any) -> list[str]:
    user_id, sid = _here()
    if user_id is None or not isinstance(rooms, list):
        disconnect()
        return []
    wanted = [r for r in rooms if isinstance(r, str) and len(r) <= 64][:MOST_ROOMS]
    allowed = [r for r in wanted if _allowed(user_id, r)]
    with suppress(KeyError, ValueError):  # the page was left while its rooms were looked at
        for room in allowed:
            join_room(room)
            _sockets.get(user_id, {})[sid].add(room)
    return allowed


@socketio.on("leave")  # type: ignore[untyped-decorator]  # Flask-SocketIO has no types
def _leave(rooms: Any) -> None:
    user_id, sid = _here()
    if user_id is None or not isinstance(rooms, list):
        return
    for room in rooms:
        if isinstance(room, str) and room in _sockets[user_id][sid]:
            _sockets[user_id][sid].discard(room)
            leave_room(room)


def _here() -> tuple[int | None, str]:
    from flask import request

    sid: str = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO adds it
    return next((user for user, sids in list(_sockets.items()) if sid in sids), None), sid


def connected_sessions() -> set[int]:
    """Gives the sessions with open sockets in this process."""
    return set(_sessions.values())
