"""A run of 4,000 people whose worker is killed twice: it goes on by itself, and everybody is there once."""

import sys
import time
from pathlib import Path

import pytest

from tests.counterparts import postgres
from tests.counterparts.lifetime import wait_until
from tests.drills.processes import ended, kill_one, started
from tests.ops.installation import Installation
from tests.provisioning.test_kill import BEGIN, counted

pytestmark = pytest.mark.drill
PEOPLE = 4000
KILLED_AT = (600, 2000)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_run_survives_two_kills(tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    if database == "postgresql" and postgres.missing():
        pytest.skip(postgres.missing())
    where = {"database": postgres.database("drill_apply")} if database == "postgresql" else {}
    installation = Installation(tmp_path / "data", **where)
    assert installation.foyer("migrate").returncode == 0
    begun = installation.python(BEGIN, str(PEOPLE))
    assert begun.returncode == 0, begun.stderr
    begin, pauses = time.monotonic(), []
    supervisor = started(installation)
    try:
        for at in KILLED_AT:
            wait_until(lambda: _there(installation) >= at, seconds=120, what=f"{at} people")  # noqa: B023
            kill_one(supervisor.pid, "worker")
            before, killed = _there(installation), time.monotonic()
            wait_until(lambda: _there(installation) > before, seconds=60, what="somebody new")  # noqa: B023
            pauses.append(time.monotonic() - killed)
        wait_until(lambda: counted(installation)[-1] == "applied", seconds=300, what="the end of the run")
        took = time.monotonic() - begin
    finally:
        ended(supervisor)
    assert counted(installation) == [PEOPLE, PEOPLE, PEOPLE, PEOPLE, PEOPLE - 1, "applied"]
    with capsys.disabled():
        went_on = ", ".join(f"{pause:.1f}" for pause in pauses)
        sys.stdout.write(f"\n{database}: {PEOPLE} people in {took:.0f} s, went on {went_on} s after the kills\n")


def _there(installation: Installation) -> int:
    found = counted(installation)[0]
    assert isinstance(found, int)
    return found
