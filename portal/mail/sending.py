"""Sending what waits: many mails through one connection, each one settled by itself.

What the server has taken is written down a few mails at a time, and a mail that is tried again at once. So a process
that dies sends a few mails a second time, with the same Message-ID, hardly ever one a third time, and loses none. One
whose database goes away waits for it with what it knows, and sends nothing twice.
"""

import contextlib
import logging
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.core import clock, db, mail
from portal.core.mail import Courier, Envelope, Refused, Unreachable

from .bounces import note
from .letters import letter_for
from .models import Message
from .packing import pack
from .reading import Batch, load
from .times import opens, rhythm

log = logging.getLogger(__name__)

BATCH = 50
_TOGETHER = 10
_PATIENCE = 60.0  # seconds
_LOOK_AGAIN = 0.5  # seconds
# Longer than a batch may take, even with a server that thinks for two minutes about its last mail.
LEASE = timedelta(minutes=10)
GIVE_UP = timedelta(days=5)
_FIRST_PAUSE = timedelta(minutes=2)
_LONGEST_PAUSE = timedelta(hours=2)
# A server that is away is asked again soon, and less often the longer it stays away.
_AWAY = timedelta(seconds=20)
_MOST_AWAY = 15


def send_waiting(seconds: float) -> bool:
    """Sends what is due for about so long; says whether something due is left that can be sent at once."""
    end = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        connection = Connection(stack)
        while time.monotonic() < end:
            ids = claim(BATCH)
            if not ids:
                return False
            if not _send_batch(ids, connection, end):
                return False
    return True


class Connection:
    """The way to the mail server, opened when the first mail needs it and anew after it broke."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._courier: Courier | None = None

    def courier(self) -> Courier:
        """Gives the open way. Raises Unreachable."""
        if self._courier is None:
            self._courier = self._stack.enter_context(mail.courier())
        return self._courier

    def forget(self) -> None:
        """Lets go of a way that broke."""
        self._courier = None


def claim(limit: int) -> list[int]:
    """Takes due mails in hand for as long as the lease lasts; commits."""
    now = clock.now()
    due = (
        select(Message.id)
        .where(Message.state == "waiting", Message.due_at <= now)
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Message)
        .where(Message.id.in_(due.scalar_subquery()))
        .values(due_at=now + LEASE, attempts=Message.attempts + 1)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    with db.unit_of_work() as session:
        return sorted(session.scalars(taken))


def _send_batch(ids: list[int], connection: Connection, end: float) -> bool:
    """Sends a batch; what there is no time or no server for is given back. Says whether the server is there."""
    with db.reading() as session:
        messages = list(session.scalars(select(Message).where(Message.id.in_(ids)).order_by(Message.id)))
        batch = load(messages)
        session.expunge_all()
    taken: list[int] = []
    try:
        for n, message in enumerate(messages):
            if time.monotonic() > end:
                _give_back(messages[n:])
                return True
            if not _send(message, batch, connection, taken):
                _give_back(messages[n + 1 :], pause=_AWAY)
                return False
    finally:
        _note_taken(taken)
    return True


def _send(message: Message, batch: Batch, connection: Connection, taken: list[int]) -> bool:
    envelope = _envelope(message, batch)
    if envelope is None:
        return True
    try:
        connection.courier().send(envelope)
    except Refused as error:
        _refused(message, error)
    except Unreachable as error:
        connection.forget()
        log.warning("mail %s: %s", message.id, error)
        _postpone(message, str(error), _AWAY * min(message.attempts, _MOST_AWAY))
        return _comes_back(connection)
    else:
        taken.append(message.id)
        if message.attempts > 1 or len(taken) >= _TOGETHER:
            _note_taken(taken)
    return True


def _envelope(message: Message, batch: Batch) -> Envelope | None:
    """The mail as it is sent, or None where there is nothing to send; one that cannot be written stops no other."""
    try:
        if _is_quiet(message, batch):
            return None
        letter = letter_for(batch, message)
        if letter is not None:
            return pack(letter, message, batch.former.get(message.id))
        _settle(message.id, state="dropped")
    except Exception as error:
        log.exception("mail %s cannot be written", message.id)
        _settle(message.id, state="failed", error=repr(error)[:1000])
    return None


def _is_quiet(message: Message, batch: Batch) -> bool:
    """Whether a mail that was delayed has come into the quiet hours of its reader; then it waits for their end."""
    reader, now = batch.readers.get(message.user_id), clock.now()
    if reader is None or message.kind not in ("notice", "digest"):
        return False
    opening = opens(rhythm(reader.setting), now)
    if opening > now:
        _settle(message.id, due_at=opening, attempts=Message.attempts - 1)
    return opening > now


def _note_taken(taken: list[int]) -> None:
    """Writes down that the server has taken these mails; waits for a database that is away, or they go out again."""
    end = time.monotonic() + _PATIENCE
    while taken:
        sent = update(Message).where(Message.id.in_(taken)).values(state="sent", sent_at=clock.now(), error="")
        try:
            with db.unit_of_work() as session:
                session.execute(sent.execution_options(synchronize_session=False))
            taken.clear()
        except (DBAPIError, PoolTimeout):
            if time.monotonic() > end:
                raise
            time.sleep(_LOOK_AGAIN)


def _comes_back(connection: Connection) -> bool:
    """Whether the server lets us in again, as it does when it hung up because of one mail."""
    try:
        connection.courier()
    except Unreachable:
        return False
    return True


def _refused(message: Message, error: Refused) -> None:
    if error.for_good:
        _settle(message.id, state="failed", error=str(error), bounced=message)
    elif message.created_at < clock.now() - GIVE_UP:
        _settle(message.id, state="failed", error=str(error))
    else:
        _postpone(message, str(error), _pause(message))


def _postpone(message: Message, error: str, pause: timedelta) -> None:
    _settle(message.id, due_at=clock.now() + pause, error=error[:1000])


def _pause(message: Message) -> timedelta:
    doubled: timedelta = _FIRST_PAUSE * (1 << min(10, message.attempts - 1))
    return min(_LONGEST_PAUSE, doubled)


def _give_back(messages: list[Message], pause: timedelta = timedelta()) -> None:
    if messages:
        back = update(Message).where(Message.id.in_([message.id for message in messages]))
        with db.unit_of_work() as session:
            values = {"due_at": clock.now() + pause, "attempts": Message.attempts - 1}
            session.execute(back.values(**values).execution_options(synchronize_session=False))


def _settle(message_id: int, *, bounced: Message | None = None, **values: Any) -> None:
    with db.unit_of_work() as session:
        settled = update(Message).where(Message.id == message_id).values(**values)
        session.execute(settled.execution_options(synchronize_session=False))
        if bounced is not None:
            note(bounced.id, str(values.get("error", "")))
