"""How long a nudge takes to reach a thousand open pages, and what an idle connection costs in memory.

    python -m bench.nudges [--sockets 800]

The sockets belong to one web process and take at most as many as it accepts; two processes carry the rest.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import websocket

from bench import processes
from bench.pages import Member, serving
from tests.browser.conftest import free_port

ROOT = Path(__file__).parent.parent


class Listener:
    """One open page: a socket that waits for a nudge."""

    def __init__(self, port: int, cookie: str) -> None:
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(url, cookie=cookie, timeout=60, origin=f"http://127.0.0.1:{port}")
        self.socket.recv()
        self.socket.send("40")
        self.socket.recv()
        self.socket.send("42" + json.dumps(["join", ["everyone"]]))
        self.heard = 0.0

    def wait(self) -> None:
        """Waits for the nudge and notes when it came; answers the heartbeat meanwhile."""
        while not self.heard:
            frame = self.socket.recv()
            if frame == "2":
                self.socket.send("3")
            elif isinstance(frame, str) and frame.startswith("42") and "nudge" in frame:
                self.heard = time.perf_counter()


def people(environment: dict[str, str], wanted: int) -> list[str]:
    """Signs so many different people in and gives their cookies; ten sockets are allowed to each."""
    code = (
        "import sys, json\n"
        "from portal.app import create_app\n"
        "from portal.core import db\n"
        "from auth.models import User\n"
        "from sqlalchemy import select\n"
        "from tests.browser_client import Browser\n"
        "app = create_app()\n"
        "active = select(User).where(User.is_active).order_by(User.id).limit(int(sys.argv[1]))\n"
        "users = db.session.scalars(active).all()\n"
        "jars = [Browser(app, user).client._cookies for user in users]\n"
        "print(json.dumps(['; '.join(f'{c.key}={c.value}' for c in jar.values()) for jar in jars]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(wanted)],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Opens the sockets, writes one post to everyone, and prints when it was heard."""
    options = argparse.ArgumentParser()
    options.add_argument("--sockets", type=int, default=1000)
    given = options.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        environment = {
            "FOYER_ENV": "demo",
            "FOYER_DATA": folder,
            "FOYER_PORT": str(port),
            "FOYER_WEB_PROCESSES": "2",
            "FOYER_WEB_THREADS": "900",
        }
        simulate = [sys.executable, "-m", "portal.cli", "simulate", "--scenario", "demo"]
        subprocess.run(simulate, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True)
        cookies = people(environment, 500)
        web = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", "wsgi:portal()"]
        with serving(web, port, environment) as process:
            _measure(port, process.pid, cookies, given.sockets)


def _measure(port: int, pid: int, cookies: list[str], wanted: int) -> None:
    member = Member(port)
    before = processes.pss_megabytes(pid)
    listeners: list[Any] = []
    for number in range(wanted):
        try:
            listeners.append(Listener(port, cookies[number % len(cookies)]))
        except (OSError, websocket.WebSocketException) as error:
            print(f"socket {number} was refused: {error}")
            break
    idle = processes.pss_megabytes(pid)
    print(f"{len(listeners)} sockets, {1000 * (idle - before) / len(listeners):.0f} kB PSS each", flush=True)
    threads = [threading.Thread(target=listener.wait, daemon=True) for listener in listeners]
    for thread in threads:
        thread.start()
    begin = time.perf_counter()
    body = f"audience=everyone&csrf_token={member.token}&body=Nudge+{time.time_ns()}".encode()
    member.opener.open(f"http://127.0.0.1:{port}/posts", body).read()
    for thread in threads:
        thread.join(timeout=20)
    took = sorted(1000 * (listener.heard - begin) for listener in listeners if listener.heard)
    print(
        f"heard by {len(took)}: median {statistics.median(took):.0f} ms, p99 {took[int(len(took) * 0.99) - 1]:.0f} ms, "
        f"last {took[-1]:.0f} ms, counted from the moment the post was sent"
    )


if __name__ == "__main__":
    main()
