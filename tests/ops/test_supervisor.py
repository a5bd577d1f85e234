"""The supervising process: what it starts, what it says, and that nothing is left when it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.counterparts.lifetime import free_port, wait_until
from tests.ops.installation import ROOT

pytestmark = pytest.mark.counterpart

WEB = """
import http.server, os, sys
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
class Server(http.server.HTTPServer):
    allow_reuse_address = True
Server(("127.0.0.1", int(sys.argv[2])), Answer).serve_forever()
"""
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor on a plan with one small web server; whatever it was told, it is gone afterwards."""
    running = []

    def run(**changes: Any) -> "subprocess.Popen[str]":
        port = changes.pop("port", None) or free_port()
        web = [sys.executable, "-c", WEB, str(tmp_path / "pids"), str(port)]
        plan = {
            "data": str(tmp_path / "data"),
            "folder": str(ROOT),
            "host": "127.0.0.1",
            "port": port,
            "address": f"http://127.0.0.1:{port}",
            "environment": {},
            "prepare": [],
            "processes": [{"name": "web", "command": web}],
            "quiet": True,
            "notice": "",
            **changes,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.ops.supervisor", json.dumps(plan)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def lines_until(process: "subprocess.Popen[str]", word: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if word in line:
            return lines
    raise AssertionError(f"{word!r} was never said: {lines}")


def pids(tmp_path: Path) -> list[int]:
    return [int(line) for line in (tmp_path / "pids").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def process_named(code: str) -> dict[str, Any]:
    return {"name": "prepare", "command": [sys.executable, "-c", code]}


def test_the_address_is_said_last_and_ctrl_c_ends_everything(start: Start, tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text("Sign in as Jana.\n")
    process = start(notice=str(notice), prepare=[process_named("print('filling', flush=True)")])
    assert lines_until(process, "http://")[:2] == ["filling", "Sign in as Jana."]
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=10)
    assert (process.returncode, rest.strip()) == (0, "Foyer has stopped.")
    assert not any(is_alive(pid) for pid in pids(tmp_path))


def test_a_child_that_dies_is_started_again(start: Start, tmp_path: Path) -> None:
    process = start()
    lines_until(process, "http://")
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    assert "killed by signal SIGKILL" in lines_until(process, "web ended")[-1]
    wait_until(lambda: len(pids(tmp_path)) == 2, seconds=10, what="another web process")


def test_killing_the_supervisor_leaves_no_child_behind(start: Start, tmp_path: Path) -> None:
    process = start()
    lines_until(process, "http://")
    process.kill()
    wait_until(lambda: not is_alive(pids(tmp_path)[0]), seconds=5, what="the end of the web process")


def test_a_port_in_use_is_named_with_the_setting_that_changes_it(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = start(port=other.getsockname()[1])
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "is in use" in said
    assert "FOYER_PORT=" in said


def test_two_cannot_share_a_data_folder(start: Start) -> None:
    first = start()
    lines_until(first, "http://")
    second = start()
    said, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert f"Another Foyer (process {first.pid})" in said
    assert "FOYER_DATA" in said


def test_a_folder_that_cannot_be_written_to_is_named(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    process = start(data=str(tmp_path / "file" / "data"))
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (1, False)
    assert f"Foyer cannot write to {tmp_path}" in said
    assert "FOYER_DATA" in said


def test_nothing_starts_when_the_preparation_fails(start: Start, tmp_path: Path) -> None:
    process = start(prepare=[process_named("raise SystemExit('no')")])
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, said.split("\n")[:2]) == (1, ["no", "Nothing was started."])
    assert not (tmp_path / "pids").exists()


def test_ctrl_c_during_the_preparation_ends_it(start: Start) -> None:
    process = start(prepare=[process_named("import time; print('filling', flush=True); time.sleep(60)")])
    lines_until(process, "filling")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - began < 5


def test_a_web_process_that_cannot_start_is_given_up_with_its_last_words(start: Start) -> None:
    broken = {"name": "web", "command": [sys.executable, "-c", "raise SystemExit('no such module')"]}
    process = start(processes=[broken])
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "no such module" in said
    assert "Foyer does not come up." in said


def test_the_supervisor_imports_nothing_of_the_portal_but_itself() -> None:
    program = "import sys, portal.ops.supervisor; print([n for n in sys.modules if n.split('.')[0] in "
    program += "('flask', 'sqlalchemy', 'pydantic', 'click', 'auth', 'search') or n.startswith('portal.core')])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
