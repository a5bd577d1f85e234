"""Seats: a lock for each worker that ends with its process, however it ends. No clock says who is alive.

Beside a SQLite file it is a lock on one byte of a file, in PostgreSQL a lock of a connection. Whoever only stands
still keeps the seat. A connection can be lost although its worker lives: it then sits down again.
"""

import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, func, select

from . import db

_CLASS = 0x776F726B  # PostgreSQL's name for seats of workers, apart from its other locks


class FileSeats:
    """Seats beside a SQLite file: the byte with the worker's number. Locks are of the process: it has one of these."""

    def __init__(self) -> None:
        beside = Path(f"{db.engine().url.database}-workers")
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, worker: int) -> bool:
        """Sits down, unless somebody sits there."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, worker)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def give(self, worker: int) -> None:
        """Gets up."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, worker)

    def close(self) -> None:
        """Gives all seats up."""
        os.close(self._file)


class ConnectionSeats:
    """Seats in PostgreSQL, held by a connection of their own. Whatever fails means that they are lost."""

    def __init__(self) -> None:
        self._connection: Connection = db.engine().connect().execution_options(isolation_level="AUTOCOMMIT")

    def take(self, worker: int) -> bool:
        """Sits down, unless somebody sits there."""
        return bool(self._connection.scalar(select(func.pg_try_advisory_lock(_CLASS, worker))))

    def give(self, worker: int) -> None:
        """Gets up."""
        self._connection.execute(select(func.pg_advisory_unlock(_CLASS, worker)))

    def close(self) -> None:
        """Gives all seats up: the connection ends, rather than serving others with what it holds."""
        self._connection.invalidate()
        self._connection.close()


Seats = FileSeats | ConnectionSeats


def seats() -> Seats:
    """Gives the seats of this process."""
    return ConnectionSeats() if db.dialect() == "postgresql" else FileSeats()


def is_free(seats: Seats, worker: int) -> bool:
    """Whether nobody sits there: the worker is gone, or has just lost its connection."""
    if not seats.take(worker):
        return False
    seats.give(worker)
    return True
