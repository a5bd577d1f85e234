"""Some read and some write for many minutes: nothing fails, memory stays as it is, and no work piles up."""

import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import linear_regression, median

import pytest

from tests.counterparts import own_postgres, postgres
from tests.counterparts.mail_catcher import Catcher
from tests.drills.aftermath import JOBS, SET_UP
from tests.drills.processes import children_of, ended, megabytes, started
from tests.drills.test_kill import company
from tests.drills.writers import Colleague, Program, Reader, Writer
from tests.ops.installation import Installation

pytestmark = pytest.mark.drill
MINUTES = float(os.environ.get("FOYER_TEST_MINUTES", "3"))
EVERY = 5.0  # seconds between two looks, about
GROWTH = 10.0  # MB by which the web processes together, or the worker, may grow between the second third and the last
MOST_JOBS = 500  # those that wait for the pause before a mail among them


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_many_minutes_of_reading_and_writing_leave_everything_as_it_was(
    catcher: Catcher, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if database == "postgresql" and postgres.missing():
        pytest.skip(postgres.missing())
    with ExitStack() as stack:
        installation = company(tmp_path / "data", catcher)
        if database == "postgresql":
            server = stack.enter_context(own_postgres.running(tmp_path / "pg"))
            installation.environment["FOYER_DATABASE"] = server.address("drill")
        assert installation.foyer("migrate").returncode == 0
        set_up = installation.python(SET_UP)
        assert set_up.returncode == 0, set_up.stderr
        people = everybody(int(installation.environment["FOYER_PORT"]), json.loads(set_up.stdout))
        sizes, waiting, failed = watched(installation, people)
    line = (
        f"{database}: {MINUTES:g} minutes, {sum(len(one.posts) for one in people if isinstance(one, Reader))} pages and"
        f" {2 * sum(len(one.posts) for one in people if not isinstance(one, Reader))} texts, slowest"
        f" {max(one.longest for one in people):.1f} s; MB at the beginning, in the second third and in the last:"
        f" {', '.join(f'{kind} {told(seen)}' for kind, seen in sizes.items())};"
        f" jobs that waited at most {max(waiting)}, {failed} failed"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
    assert not any(one.fault or one.broken or one.refused for one in people), [
        (one.fault, one.broken, one.refused) for one in people
    ]
    assert (failed, max(waiting) < MOST_JOBS) == (0, True)
    for kind, seen in sizes.items():
        assert late(seen) - middle(seen) < GROWTH, kind


def everybody(port: int, told: dict[str, list[str]]) -> list[Writer]:
    """Four people and four programs that write now and then, six who read."""
    Writer.newest = 0  # a post of another drill's company
    same = {"audience": told["audience"], "told": told["told"], "pause": 2.0}
    people: list[Writer] = []
    for n, (email, secret) in enumerate(zip(told["emails"][:14], told["secrets"], strict=False)):
        if n % 7 in (0, 1):
            people.append(Colleague(port, email=email, password="for this drill", number=n, **same))
        elif n % 7 in (2, 3):
            people.append(Program(port, secret=secret, number=n, **same))
        else:
            people.append(Reader(port, email=email, password="for this drill", number=n, **same | {"pause": 0.4}))
    return people


def watched(installation: Installation, people: list[Writer]) -> tuple[dict[str, list[float]], list[int], int]:
    """Lets them work; gives the sizes of the processes in MB as time goes by, the waiting jobs, and the failed ones."""
    supervisor = started(installation)
    sizes: dict[str, list[float]] = {"web": [], "worker": []}
    waiting, failed = [0], 0
    try:
        for one in people:
            one.start()
        end = time.monotonic() + MINUTES * 60
        while time.monotonic() < end:
            time.sleep(EVERY)
            found = children_of(supervisor.pid)
            for kind, seen in sizes.items():
                seen.append(sum(megabytes(pid) for pid in found[kind]))
            if len(sizes["web"]) % 6 == 0:
                there, failed = map(int, installation.python(JOBS).stdout.split())
                waiting.append(there)
        for one in people:
            one.finish()
    finally:
        ended(supervisor)
    return sizes, waiting, failed


def middle(seen: list[float]) -> float:
    return median(seen[len(seen) // 3 : 2 * len(seen) // 3])


def late(seen: list[float]) -> float:
    return median(seen[2 * len(seen) // 3 :])


def told(seen: list[float]) -> str:
    half = seen[len(seen) // 2 :]
    slope = linear_regression(range(len(half)), half).slope * 3600 / EVERY
    return f"{seen[0]:.0f} → {middle(seen):.0f} → {late(seen):.0f} ({slope:+.0f} an hour in the second half)"
