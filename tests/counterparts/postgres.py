"""A PostgreSQL server of the test run's own, in a temporary folder, reachable through a unix socket only."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests.counterparts import lifetime

PORT = 5432  # names the socket file; nothing listens on the network
_CLUSTER = ("-U", "foyer", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"


def missing() -> str:
    """Why no server can be started here, or an empty string."""
    if _programs() is None:
        return "PostgreSQL is not installed. Run: sudo apt-get install --no-install-recommends postgresql"
    return ""


def server() -> str:
    """The SQLAlchemy address of the server's own database `postgres`; starts the server when needed."""
    return _address("postgres")


def database(name: str, *, template: str = "template1") -> str:
    """Makes an empty database, or a copy of the template, dropping one of that name. Answers its address."""
    _names(name, template)
    with _administration() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return _address(name)


def drop(name: str) -> None:
    """Removes a database, also when somebody is connected to it."""
    _names(name)
    with _administration() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def _names(*names: str) -> None:
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name):
            raise ValueError(f"not a database name: {name!r}")


def _address(name: str) -> str:
    return f"postgresql+psycopg://foyer@/{name}?host={_folder()}&port={PORT}"


def _administration() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(f"host={_folder()} port={PORT} user=foyer dbname=postgres", autocommit=True)


def _folder() -> Path:
    return lifetime.shared("pg", _start)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    onpath = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(onpath).resolve().parent if onpath else None


def initialised(folder: Path) -> list[str]:
    """Makes an empty cluster in the folder's `data`; gives the beginning of the command that controls it."""
    programs = _programs()
    if programs is None:
        raise RuntimeError(missing())
    as_owner = _unprivileged(folder)
    data = str(folder / "data")
    _run([*as_owner, f"{programs}/initdb", "-D", data, "-N", *_CLUSTER])
    return [*as_owner, f"{programs}/pg_ctl", "-D", data, "-s", "-w", "-t", "60"]


def _start(folder: Path) -> Sequence[str]:
    control = initialised(folder)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c port={PORT} {_FAST}"
    _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
    return [*control, "-m", "immediate", "stop"]


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root, so then it runs as the user that its package made."""
    if os.getuid() != 0:
        return []
    owner = next((name for name in ("postgres", "nobody") if _exists(name)), "nobody")
    shutil.chown(folder, owner)
    return ["runuser", "-u", owner, "--"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd="/", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]} failed:\n{done.stdout}{done.stderr}")
