"""Keeps one server for all processes of a test run, and ends it when the last of them is gone.

Whoever uses the server holds a shared lock on a file; the kernel drops it even when a process is
killed. A guardian process waits until it can have the lock alone, then stops the server and
removes its folder. So nothing is left behind, whatever happens to the tests.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_held: dict[str, int] = {}


def shared(name: str, start: Callable[[Path], Sequence[str]]) -> Path:
    """Answers the folder of the running server of that name.

    The first caller runs `start(folder)`, which starts the server and answers the command that
    stops it. Raises what `start` raises; then nothing is left and the next caller may try again.
    """
    folder = _folder(name)
    if name in _held:
        return folder
    with _Alone(folder.with_suffix(".lock")):
        folder.mkdir(mode=0o711, exist_ok=True)
        using = os.open(folder / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(using, fcntl.LOCK_SH)
        if not (folder / "ready").exists():
            _begin(folder, start)
    _held[name] = using
    return folder


def _folder(name: str) -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process-{os.getpid()}"
    return Path(tempfile.gettempdir()) / f"foyer-{name}-{os.getuid()}-{run[:16]}"


class _Alone:
    """Holds the file's lock for as long as the block lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _begin(folder: Path, start: Callable[[Path], Sequence[str]]) -> None:
    try:
        stop = start(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    command = [sys.executable, str(Path(__file__).resolve()), str(folder), *stop]
    guardian = subprocess.Popen(
        command, start_new_session=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    guardian.returncode = 0  # it outlives us, so that Python must not complain about a child nobody waited for
    (folder / "ready").touch()


def _guard(folder: Path, stop: Sequence[str]) -> None:
    using = os.open(folder / "in-use", os.O_RDWR)
    fcntl.flock(using, fcntl.LOCK_EX)
    with _Alone(folder.with_suffix(".lock")):
        subprocess.run(stop, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)


def wait_until(ready: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Waits for a server to come up. Raises RuntimeError when it does not."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not start within {seconds:g} s")
        time.sleep(0.05)


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    _guard(Path(sys.argv[1]), sys.argv[2:])
