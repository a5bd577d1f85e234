"""The one process above all others: prepares the data, starts web and worker, keeps them alive, ends them.

It reads a plan, in JSON, from its only argument and imports nothing of the portal, so that it costs
a few megabytes and stays up whatever happens below. `portal.ops.commands` writes the plan.
"""

import errno
import fcntl
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO, NoReturn, TypedDict

from portal.ops.children import Child

_TICK = 0.2  # seconds
_PATIENCE_TO_START = 90.0
_PATIENCE_TO_END = 4.0
_HOPELESS = 3  # deaths before the first answer


class Process(TypedDict):
    """A process of the plan: its name and command line."""

    name: str
    command: list[str]


class Plan(TypedDict):
    """What to run. `prepare` comes first and must succeed; `notice` names a file to print once all is up."""

    data: str
    folder: str
    host: str
    port: int
    address: str
    environment: dict[str, str]
    prepare: list[Process]
    processes: list[Process]
    quiet: bool
    notice: str


class StartError(Exception):
    """Something stands in the way; the message says what, and what to do."""


class _StopError(Exception):
    """Somebody asked us to end."""


class Supervisor:
    """Runs one plan until it is told to end."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._told = False
        self._children: list[Child] = []
        self._lock: IO[str] | None = None

    def run(self) -> int:
        """Gives the exit status. Everything that it started has ended by then."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        try:
            self._begin()
            self._watch()
        except _StopError:
            return self._ended(0)
        except StartError as reason:
            say(str(reason))
            return self._ended(1)
        except BaseException:
            self._ended(1)
            raise

    def _hear(self, _number: int, _frame: object) -> None:
        self._told = True

    def _rest(self) -> None:
        if self._told:
            raise _StopError
        time.sleep(_TICK)
        if self._told:
            raise _StopError

    def _begin(self) -> None:
        data = Path(self._plan["data"])
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._lock = take_lock(data)
        except OSError as error:
            raise StartError(f"Foyer cannot write to {data}: {error.strerror}. FOYER_DATA names another.") from error
        self._wait_for_port()
        for process in self._plan["prepare"]:
            self._prepare(process)
        self._children = [self._child(process, quiet=self._plan["quiet"]) for process in self._plan["processes"]]
        for child in self._children:
            child.start()
        self._wait_for_answer()
        self._announce()

    def _child(self, process: Process, *, quiet: bool) -> Child:
        log = Path(self._plan["data"], f"{process['name']}.log") if quiet else None
        if log and log.exists():
            log.replace(f"{log}.1")
        return Child(process["name"], process["command"], log=log)

    def _wait_for_port(self) -> None:
        """A predecessor that was killed may need a moment to let go of the port."""
        end = time.monotonic() + 3
        while (fault := port_fault(self._plan["host"], self._plan["port"])) and time.monotonic() < end:
            self._rest()
        if fault:
            raise StartError(fault)

    def _prepare(self, process: Process) -> None:
        child = self._child(process, quiet=False)
        self._children = [child]
        child.start()
        while (status := child.status()) is None:
            self._rest()
        self._children = []
        if status != 0:
            raise StartError("Nothing was started.")

    def _wait_for_answer(self) -> None:
        end = time.monotonic() + _PATIENCE_TO_START
        while not answers(self._plan["host"], self._plan["port"]):
            self._rest()
            self._care()
            hopeless = next((child for child in self._children if child.deaths >= _HOPELESS), None)
            if hopeless or time.monotonic() > end:
                raise StartError("Foyer does not come up.")

    def _announce(self) -> None:
        notice = Path(self._plan["notice"])
        if notice.is_file():
            say(notice.read_text(encoding="utf-8").rstrip())
        say(self._plan["address"])

    def _watch(self) -> NoReturn:
        while True:
            self._rest()
            self._care()

    def _care(self) -> None:
        for child in self._children:
            if told := child.care():
                words = child.last_words()
                say(f"{words}\n{told}" if words else told)

    def _ended(self, status: int) -> int:
        for child in self._children:
            child.ask_to_end()
        end = time.monotonic() + _PATIENCE_TO_END
        while time.monotonic() < end and not all(child.has_ended() for child in self._children):
            time.sleep(0.05)
        for child in self._children:
            child.end_now()
        if status == 0:
            say("Foyer has stopped.")
        return status


def take_lock(data: Path) -> IO[str]:
    """Claims the data folder for this process. Raises StartError when another Foyer holds it."""
    file = (data / "running.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        owner = file.read().strip() or "unknown"
        raise StartError(
            f"Another Foyer (process {owner}) runs on {data}. End it, or choose another folder: FOYER_DATA=…"
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def port_fault(host: str, port: int) -> str:
    """What keeps us from listening there, or an empty string."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} is in use on {host}. Choose another, for example: FOYER_PORT={port + 1}"
        return f"Foyer cannot listen on {host}, port {port}: {error.strerror}. See FOYER_HOST and FOYER_PORT."
    return ""


def answers(host: str, port: int) -> bool:
    """Whether /healthz says that all is well."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound to
    try:
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def say(text: str) -> None:
    """Prints a line at once; a terminal that went away is no reason to leave the children alone."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        return


if __name__ == "__main__":
    plan: Plan = json.loads(sys.argv[1])
    os.chdir(plan["folder"])
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")  # many threads would otherwise each keep freed memory to themselves
    for name, value in plan["environment"].items():
        os.putenv(name, value)  # for the children; nothing here reads it
    sys.exit(Supervisor(plan).run())
