"""Turns at writing in a SQLite file: whoever came first writes first, across the threads and processes of a machine.

SQLite has those who wait look again after growing pauses, so under load a writer may never meet the gap between two
others. Here threads of a process stand in a line; the first of each takes the gate, then the turn, both locks on bytes
of a file that end with their process. Whoever gets no turn in time leaves the last word to SQLite.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

PATIENCE = 10.0  # seconds; twenty writers need less than one, a job that writes a lot needs a few
_LOOK_AGAIN = 0.002  # seconds; at most one process looks for the turn, the others for the gate
_GATE, _TURN = 0, 1


class Turns:
    """The line before one file. Only its order: what keeps two from writing at once is SQLite's own lock."""

    def __init__(self, beside: Path) -> None:
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._line: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    def take(self, patience: float = PATIENCE) -> bool:
        """Waits for the turn; gives False when it did not come within so many seconds."""
        end = time.monotonic() + patience
        if not self._first_here(end):
            return False
        if not self._lock(_GATE, end):
            self._next_here()
            return False
        taken = self._lock(_TURN, end)
        self._unlock(_GATE)
        if not taken:
            self._next_here()
        return taken

    def give(self) -> None:
        """Gives the turn to whoever comes next; for the one alone who has it."""
        self._unlock(_TURN)
        self._next_here()

    def _first_here(self, end: float) -> bool:
        place = threading.Lock()
        place.acquire()
        with self._guard:
            self._line.append(place)
            if self._line[0] is place:
                return True
        if place.acquire(timeout=max(0.0, end - time.monotonic())):
            return True
        with self._guard:
            if self._line[0] is place:
                return True
            self._line.remove(place)
            return False

    def _next_here(self) -> None:
        with self._guard:
            self._line.popleft()
            if self._line:
                self._line[0].release()

    def _lock(self, byte: int, end: float) -> bool:
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                return True
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= end:
                    return False
                time.sleep(_LOOK_AGAIN)

    def _unlock(self, byte: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)
