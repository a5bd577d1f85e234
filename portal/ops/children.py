"""Child processes of the supervisor: started, watched, started again when they die, ended.

Imported by the supervisor alone, which stays small: nothing here imports the portal.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_SHORTEST_PAUSE = 0.1  # seconds between two starts of a child that keeps dying
_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 3.0  # seconds after which a death counts as an accident, not as a habit
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_libc = ctypes.CDLL(None)


class Child:
    """One process that should always run. Its output goes to the log file, or to ours when there is none."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path | None) -> None:
        self.name = name
        self.deaths = 0
        self._command = list(command)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = _SHORTEST_PAUSE
        self._next_start = 0.0

    def start(self) -> None:
        """Starts the process in a session of its own, so that Ctrl-C reaches it through us alone."""
        output = self._log.open("ab") if self._log else None
        parent = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603  # the command is our own
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: _end_with(parent),  # noqa: PLW1509  # the supervisor has no threads
        )
        if output:
            output.close()
        self._started = time.monotonic()

    def status(self) -> int | None:
        """The exit status when the process has ended, None while it runs; negative for a signal."""
        return self._process.poll() if self._process else None

    def care(self) -> str:
        """Starts a dead process again, later each time. Gives a sentence when there is something to tell."""
        if self._process is None:
            if time.monotonic() >= self._next_start:
                self.start()
            return ""
        status = self._process.poll()
        if status is None:
            return ""
        return self._bury(status)

    def _bury(self, status: int) -> str:
        if time.monotonic() - self._started > _STEADY_AFTER:
            self._pause = _SHORTEST_PAUSE
        self._end_group()
        self._process = None
        self.deaths += 1
        self._next_start = time.monotonic() + self._pause
        told = f"{self.name} ended ({_reason(status)}); starting it again in {self._pause:g} s"
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        return told

    def ask_to_end(self) -> None:
        """Sends SIGTERM."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def has_ended(self) -> bool:
        """Whether nothing of it runs any more."""
        return self._process is None or self._process.poll() is not None

    def end_now(self) -> None:
        """Kills the process and all that it started."""
        if self._process:
            self._end_group()
            self._process.wait()

    def _end_group(self) -> None:
        if self._process:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return

    def last_words(self, lines: int = 15) -> str:
        """The end of its log file."""
        if not self._log or not self._log.exists():
            return ""
        with self._log.open("rb") as file:
            file.seek(max(0, self._log.stat().st_size - 8000))
            return b"\n".join(file.read().splitlines()[-lines:]).decode(errors="replace")


def _end_with(parent: int) -> None:
    """Has the kernel end this process when the supervisor is killed."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _reason(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by signal {signal.Signals(-status).name}"
