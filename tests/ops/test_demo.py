"""The demo company is filled once, whatever interrupts it, and opens quickly afterwards."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bench.processes import pss_megabytes
from tests.counterparts.lifetime import free_port
from tests.ops.installation import Done, Installation

COUNT = """
import json
from sqlalchemy import func, select
from portal.core import db, jobs, storage
jobs.start_periodic()
jobs.run_all()
with db.reading() as session:
    rows = {t.name: session.scalar(select(func.count()).select_from(t)) for t in db.Base.metadata.sorted_tables}
print(json.dumps({**rows, "files": len(list(storage.digests()))}))
"""
MOST_MEMORY = 500  # MB, for everything that the demo runs
PASSING = ("core_job", "core_heartbeat", "auth_session", "mail_message")  # a mail waits some seconds for the next


def counted(installation: Installation) -> dict[str, int]:
    done = installation.python(COUNT)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return {name: count for name, count in found.items() if name not in PASSING}


def simulated(installation: Installation) -> Done:
    done = installation.foyer("simulate", "--scenario", "tiny")
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.counterpart
def test_filling_twice_changes_nothing_and_another_company_is_refused(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    simulated(installation)
    before = counted(installation)
    simulated(installation)
    assert counted(installation) == before
    other = installation.foyer("simulate", "--scenario", "demo")
    assert other.returncode == 1
    assert "holds the company" in other.stderr


@pytest.mark.counterpart
def test_an_unknown_company_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = Installation(tmp_path).foyer("simulate", "--scenario", "enormous")
    assert done.returncode != 0
    assert "tiny" in done.stderr
    assert "Traceback" not in done.stderr


def begin(installation: Installation) -> "subprocess.Popen[str]":
    process = installation.start("demo")
    assert process.stdout is not None
    return process


def until_open(process: "subprocess.Popen[str]") -> float:
    began = time.monotonic()
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("http://"):
            return time.monotonic() - began
    raise AssertionError("the address was never said")


@pytest.mark.drill
def test_a_filling_that_is_killed_anywhere_is_done_again_from_the_start(tmp_path: Path) -> None:
    whole = Installation(tmp_path / "whole", env="demo", port=str(free_port()))
    process = begin(whole)
    until_open(process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    broken = Installation(tmp_path / "broken", env="demo", port=str(free_port()))
    for seconds in (0.5, 1.5, 3.0, 6.0, 10.0):
        process = begin(broken)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL if seconds != 3.0 else signal.SIGINT)
        process.communicate(timeout=30)
    process = begin(broken)
    until_open(process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert counted(broken) == counted(whole)

    process = begin(broken)
    assert until_open(process) < 5 * (1 + os.getloadavg()[0] / (os.cpu_count() or 1))
    assert pss_megabytes(process.pid) < MOST_MEMORY
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
