"""Servers of the tests end with the last process that uses them, however it ended."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counterparts import postgres
from tests.counterparts.lifetime import wait_until
from tests.ops.installation import ROOT

pytestmark = pytest.mark.counterpart
USE = """
import sys
from tests.counterparts import postgres
print(postgres.server(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def user() -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts processes of one test run that use the server until they are killed."""
    started = []

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", USE],
            cwd=ROOT,
            env=os.environ | {"PYTEST_XDIST_TESTRUNUID": f"lifetime-{os.getpid()}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing())
def test_two_processes_share_a_server_that_ends_with_the_last_of_them(
    user: Callable[[], "subprocess.Popen[str]"],
) -> None:
    first, second = user(), user()
    addresses = {line(first), line(second)}
    assert len(addresses) == 1
    folder = Path(addresses.pop().split("host=")[1].split("&")[0])
    kill(first)
    with pytest.raises(RuntimeError):
        wait_until(lambda: not folder.exists(), seconds=1, what="nothing")
    kill(second)
    wait_until(lambda: not folder.exists(), seconds=10, what="the end of the server")
    assert not folder.with_suffix(".lock").exists()
