"""Workers that are killed, that stand still and that have long jobs: each job is done, and none by two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.counterparts import postgres
from tests.counterparts.lifetime import wait_until
from tests.ops.installation import ROOT, Installation

pytestmark = pytest.mark.drill
BACK = 15.0  # seconds; on a quiet machine it is 8
WORKER = """
import os, signal, sys, time
from datetime import timedelta
from portal.app import create_app
from portal.core import db, jobs, workers
create_app()

def note(word):
    with open(sys.argv[1], "a") as book:
        book.write(f"{word} {os.getpid()} {time.time()}\\n")

@jobs.job(transaction=False)
def take_long(*, seconds: float):
    note("begun")
    time.sleep(seconds)
    note("done")

if sys.argv[2:]:
    with db.unit_of_work():
        jobs.enqueue(take_long, seconds=float(sys.argv[2]))
    sys.exit()
stopping = []
signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
workers.work(lambda: bool(stopping))
"""


class Company:
    """Workers of one installation, and the book in which jobs note who began and ended them."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self.book = installation, installation.data / "book"

    def ask(self, seconds: float) -> None:
        subprocess.run(self._command(str(seconds)), env=self.installation.environment, cwd=ROOT, check=True)

    @contextmanager
    def worker(self) -> "Iterator[subprocess.Popen[bytes]]":
        with subprocess.Popen(self._command(), env=self.installation.environment, cwd=ROOT) as process:
            yield process
            process.send_signal(signal.SIGCONT)
            process.terminate()

    def noted(self, word: str) -> list[int]:
        """The processes that noted the word, in order."""
        lines = self.book.read_text().splitlines() if self.book.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(word)]

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", WORKER, str(self.book), *words]


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    """An empty portal; its workers are started by the tests."""
    if request.param == "postgresql" and postgres.missing():
        pytest.skip(postgres.missing())
    where = {"database": postgres.database("drill_workers")} if request.param == "postgresql" else {}
    installation = Installation(tmp_path / "data", **where)
    assert installation.foyer("migrate").returncode == 0
    return Company(installation)


def test_a_killed_workers_job_is_begun_again_within_seconds(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.ask(6)
    with company.worker() as first:
        wait_until(lambda: bool(company.noted("begun")), seconds=60, what="the job")
        first.kill()
    killed = time.monotonic()
    with company.worker() as second:
        wait_until(lambda: len(company.noted("begun")) == 2, seconds=60, what="the job again")
        took = time.monotonic() - killed
        wait_until(lambda: bool(company.noted("done")), seconds=60, what="the end of the job")
    assert company.noted("begun") == [first.pid, second.pid]
    assert company.noted("done") == [second.pid]
    with capsys.disabled():
        sys.stdout.write(f"\nbegun again {took:.1f} s after the kill, with the start of a worker\n")
    assert took < BACK


def test_a_worker_that_stands_still_or_takes_long_keeps_its_job(company: Company) -> None:
    company.ask(25)
    with ExitStack() as stack:
        first = stack.enter_context(company.worker())
        wait_until(lambda: bool(company.noted("begun")), seconds=60, what="the job")
        stack.enter_context(company.worker())
        os.kill(first.pid, signal.SIGSTOP)
        time.sleep(20)  # longer than it takes to find the dead
        os.kill(first.pid, signal.SIGCONT)
        wait_until(lambda: bool(company.noted("done")), seconds=90, what="the end of the job")
    assert company.noted("begun") == company.noted("done") == [first.pid]
