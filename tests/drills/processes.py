"""The processes of a running installation: found, killed, and asked whether they answer."""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from portal.ops.supervisor import answers
from tests.counterparts.lifetime import wait_until
from tests.ops.installation import Installation


def started(installation: Installation) -> "subprocess.Popen[str]":
    """Starts everything and waits until it answers."""
    process = installation.start("up")
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("http"):
            break
    assert process.poll() is None, "".join(lines)
    threading.Thread(target=_keep, args=(process.stdout, installation.data / "up.log"), daemon=True).start()
    return process


def _keep(output: IO[str], file: Path) -> None:
    """A pipe that nobody reads fills up and stops those who write into it."""
    with output, file.open("a") as log:
        for line in output:
            log.write(line)
            log.flush()


def ended(process: "subprocess.Popen[str]") -> None:
    """Ends everything as Ctrl-C does."""
    process.terminate()
    process.wait(timeout=30)


def children_of(pid: int) -> dict[str, list[int]]:
    """The processes below the supervisor: the server that parts into web processes, those, and the worker."""
    found: dict[str, list[int]] = {"server": [], "web": [], "worker": []}
    for child in _children(pid):
        with suppress(FileNotFoundError):
            command = Path(f"/proc/{child}/cmdline").read_bytes().decode()
            if "gunicorn" in command:
                found["server"].append(child)
                found["web"] += _children(child)
            elif "worker" in command:
                found["worker"].append(child)
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def megabytes(pid: int) -> float:
    """The memory of a process, with its share of what it has together with others; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def kill_one(pid: int, kind: str) -> None:
    """Kills the newest process of that kind, waiting for one when it is being started."""
    wait_until(lambda: bool(children_of(pid)[kind]), seconds=40, what=kind)
    with suppress(ProcessLookupError, IndexError):
        os.kill(children_of(pid)[kind][-1], signal.SIGKILL)


class Watch(threading.Thread):
    """Asks for a sign of life all the time and remembers the longest silence."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._ended = threading.Event()
        self._longest = 0.0
        self.start()

    def run(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(0.1):
            if answers("127.0.0.1", self._port):
                self._longest = max(self._longest, time.monotonic() - last)
                last = time.monotonic()

    def longest(self) -> float:
        """Ends the watch; gives seconds."""
        self._ended.set()
        self.join()
        return self._longest
