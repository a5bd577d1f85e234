"""A PostgreSQL server of one test's own that loses nothing when it is killed, and can be killed in several ways."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.counterparts import lifetime, postgres

# What was handed to the system outlives each process of ours; only a machine that falls over would need more.
_SAFE = "-c synchronous_commit=on -c full_page_writes=on -c fsync=off"


class Server:
    """The server and how it is killed: its first process, one that serves somebody, or all by `immediate`."""

    def __init__(self, folder: Path, control: list[str]) -> None:
        self._folder, self._control = folder, control

    def address(self, name: str) -> str:
        """Makes an empty database and gives its address."""
        with self._connected() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql+psycopg://foyer@/{name}?host={self._folder}&port={postgres.PORT}"

    def start(self) -> None:
        """Starts it, again and again while processes of its predecessor are still there."""
        try:
            lifetime.wait_until(self._starts, seconds=120, what="PostgreSQL")
        except RuntimeError as error:
            error.add_note((self._folder / "log").read_text()[-3000:])
            raise

    def kill_first(self) -> None:
        """Kills the postmaster and starts another one; its children end when they notice."""
        os.kill(self._pid(), signal.SIGKILL)
        self.start()

    def kill_one(self) -> None:
        """Kills a process that serves a client; the server throws all others out and recovers by itself."""
        children = Path(f"/proc/{self._pid()}/task/{self._pid()}/children").read_text().split()
        served = [int(child) for child in children if b": foyer " in Path(f"/proc/{child}/cmdline").read_bytes()]
        for child in served[:1]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.start()

    def stop_at_once(self) -> None:
        """Has all processes quit without a word, and starts anew."""
        subprocess.run([*self._control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        self.start()

    def stop(self) -> None:
        """Ends it for good."""
        subprocess.run([*self._control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")

    def _starts(self) -> bool:
        with suppress(psycopg.Error), self._connected():
            return True
        command = [*self._control, "-l", str(self._folder / "log"), "-o", self._options(), "start"]
        subprocess.run(command, check=False, capture_output=True, cwd="/", timeout=60)
        with suppress(psycopg.Error), self._connected():
            return True
        return False

    def _options(self) -> str:
        place = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c port={postgres.PORT}"
        return f"{place} -c max_connections=200 {_SAFE}"

    def _pid(self) -> int:
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        where = f"host={self._folder} port={postgres.PORT} user=foyer dbname=postgres connect_timeout=5"
        return psycopg.connect(where, autocommit=True)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Runs a server in an empty folder until the block ends."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for above in (folder, *folder.parents[:3]):
        if above.is_dir() and above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o711)
    server = Server(folder, postgres.initialised(folder))
    server.start()
    try:
        yield server
    finally:
        server.stop()
