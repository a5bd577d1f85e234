"""What the processes of one machine count together where there is no Redis: a small database of its own.

It knows nothing that matters: without it, counting begins anew. So nothing waits until it is on the disk.
"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from limits.storage import MovingWindowSupport, Storage

from portal.config import Settings

_SECONDS = 1.0
_TURNS = 100
_TABLE = (
    "CREATE TABLE IF NOT EXISTS entry (key TEXT NOT NULL, at REAL NOT NULL, until REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_entry ON entry (key, at)",
)


def address(settings: Settings) -> str:
    """Gives where these settings count: in Redis, in a file for several processes, otherwise in memory."""
    if settings.redis:
        return settings.redis
    if settings.web_processes == 1:
        return "memory://"
    return (settings.data.resolve() / "counts.sqlite3").as_uri().replace("file://", "machine://")


class MachineStorage(Storage, MovingWindowSupport):
    """Counts in a file. Each process opens it for itself, since connections do not survive a fork."""

    STORAGE_SCHEME = ["machine"]  # noqa: RUF012  (the registry of `limits` reads it from the class)

    def __init__(self, uri: str, **_options: float | str | bool) -> None:
        super().__init__(uri)
        self._path = Path(unquote(urlsplit(uri).path))
        self._lock = threading.Lock()
        self._owner = 0
        self._line: sqlite3.Connection | None = None

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong with the file."""
        return sqlite3.Error

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts so many at once, where the limit of the last `expiry` seconds allows it."""
        now = time.time()
        with self._writing() as line:
            line.execute("DELETE FROM entry WHERE key = ? AND at < ?", (key, now - expiry))
            if _count(line, key, now - expiry) + amount > limit:
                return False
            _enter(line, key, now, expiry, amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002  (the base's)
        """Gives when the window began, in seconds since 1970, and how many are in it."""
        now = time.time()
        with self._writing() as line:
            found = line.execute("SELECT min(at), count(*) FROM entry WHERE key = ? AND at >= ?", (key, now - expiry))
            first, number = found.fetchone()
        return first or now, number

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts so many and gives how many there are."""
        now = time.time()
        with self._writing() as line:
            _enter(line, key, now, expiry, amount)
            return _count(line, key, now - expiry)

    def get(self, key: str) -> int:
        """Gives how many there are that still count."""
        with self._writing() as line:
            found = line.execute("SELECT count(*) FROM entry WHERE key = ? AND until > ?", (key, time.time()))
            return int(found.fetchone()[0])

    def get_expiry(self, key: str) -> float:
        """Gives when the last one ends to count, in seconds since 1970."""
        with self._writing() as line:
            found = line.execute("SELECT max(until) FROM entry WHERE key = ?", (key,)).fetchone()[0]
        return float(found or time.time())

    def check(self) -> bool:
        """Whether the file can be read."""
        return self.get("") >= 0

    def reset(self) -> int:
        """Forgets everything; gives how much that was."""
        with self._writing() as line:
            return line.execute("DELETE FROM entry").rowcount

    def clear(self, key: str) -> None:
        """Forgets one key."""
        with self._writing() as line:
            line.execute("DELETE FROM entry WHERE key = ?", (key,))

    def close(self) -> None:
        """Closes the file; it is opened again when somebody counts."""
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._line is None or self._owner != os.getpid():
                self._line, self._owner = _open(self._path), os.getpid()
            line = self._line
            line.execute("BEGIN IMMEDIATE")
            try:
                yield line
            finally:
                line.execute("COMMIT")


def _open(path: Path) -> sqlite3.Connection:
    line = sqlite3.connect(path, timeout=_SECONDS, isolation_level=None, check_same_thread=False)
    _keep_a_log(line)
    line.execute("PRAGMA synchronous = OFF")
    for statement in _TABLE:
        line.execute(statement)
    return line


def _keep_a_log(line: sqlite3.Connection) -> None:
    # SQLite refuses at once, instead of waiting, where several turn to a log in the same moment.
    for _attempt in range(_TURNS):
        try:
            line.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            time.sleep(_SECONDS / _TURNS)
    raise sqlite3.OperationalError("the file of counts stays locked")


def _count(line: sqlite3.Connection, key: str, since: float) -> int:
    return int(line.execute("SELECT count(*) FROM entry WHERE key = ? AND at >= ?", (key, since)).fetchone()[0])


def _enter(line: sqlite3.Connection, key: str, now: float, expiry: int, amount: int) -> None:
    line.executemany("INSERT INTO entry VALUES (?, ?, ?)", [(key, now, now + expiry)] * amount)
    if random.random() < 0.002:  # noqa: S311  (now and then what no longer counts goes)
        line.execute("DELETE FROM entry WHERE until < ?", (now,))
