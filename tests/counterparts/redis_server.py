"""A Redis server of the test run's own, on a free port of the loopback, keeping nothing on disk."""

import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.counterparts import lifetime


def missing() -> str:
    """Why no server can be started here, or an empty string."""
    if shutil.which("redis-server"):
        return ""
    return "Redis is not installed. Run: sudo apt-get install --no-install-recommends redis-server"


def server() -> str:
    """The address of the running server, as FOYER_REDIS takes it; starts the server when needed."""
    port = (lifetime.shared("redis", _start) / "port").read_text()
    return f"redis://127.0.0.1:{port}/0"


def _start(folder: Path) -> Sequence[str]:
    if missing():
        raise RuntimeError(missing())
    port = lifetime.free_port()
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "no"}
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    command = ["redis-server", *words, "--daemonize", "yes", "--pidfile", f"{folder}/pid", "--logfile", f"{folder}/log"]
    subprocess.run(command, check=True, timeout=30, cwd="/", stdout=subprocess.DEVNULL)
    lifetime.wait_until(lambda: _answers(port), seconds=10, what="Redis")
    (folder / "port").write_text(str(port))
    return ["redis-cli", "-p", str(port), "shutdown", "nosave"]


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
