"""A worker that is killed while it carries a run out: another one goes on, and everybody is there once."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.counterparts import postgres
from tests.ops.installation import Installation

pytestmark = pytest.mark.slow
PEOPLE = 600

BEGIN = """
import sys
from auth.provisioning import runs
from auth.provisioning.plan import plan
from portal.core import db
from tests.provisioning.factories import make_source, person, said
make_source()
numbers = range(int(sys.argv[1]))
said["hr"] = [person(str(n), manager="0" if n else None, department=("A", f"B{n % 7}")) for n in numbers]
with db.unit_of_work():
    from auth.provisioning import sources
    run_id = runs.begin(sources.source("hr"), "by hand").id
plan(run_id)
with db.unit_of_work():
    runs.start(0, run_id)
print(run_id)
"""
HURRY = """
from sqlalchemy import update
from portal.core import clock, db, jobs
with db.unit_of_work() as session:  # what the dead worker had taken is free at once
    session.execute(update(jobs.Job).values(run_at=clock.now(), worker=0))
jobs.run_all()
"""
COUNT = """
import json
from sqlalchemy import func, select
from auth.models import Identity, User
from auth.provisioning.history_models import Employment
from auth.provisioning.models import Change, Run
from portal.audit import Entry
from portal.core import db
with db.reading() as session:
    made = select(func.count()).where(Entry.event == "AccountMade")
    counts = [select(func.count()).select_from(table) for table in (User, Identity, Employment)]
    led = select(func.count()).where(User.manager_id.is_not(None))
    state = select(Run.state).order_by(Run.id.desc()).limit(1)
    print(json.dumps([session.scalar(one) for one in (*counts, made, led, state)]))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_killed_worker_is_followed_by_another(tmp_path: Path, database: str) -> None:
    where = {"database": postgres.database("provisioning_kill")} if database == "postgresql" else {}
    installation = Installation(tmp_path / "data", **where)
    assert installation.foyer("migrate").returncode == 0
    begun = installation.python(BEGIN, str(PEOPLE))
    assert begun.returncode == 0, begun.stderr
    run_id = begun.stdout.strip().splitlines()[-1]
    worker = installation.start("worker")
    _wait_for_some(where.get("database") or f"sqlite:///{tmp_path / 'data' / 'foyer.sqlite3'}")
    worker.kill()
    worker.communicate()
    users = counted(installation)[0]
    assert isinstance(users, int)
    assert 0 < users < PEOPLE, "killed too early or too late to say anything"
    again = installation.python(HURRY)
    assert again.returncode == 0, again.stderr
    assert counted(installation) == [PEOPLE, PEOPLE, PEOPLE, PEOPLE, PEOPLE - 1, "applied"], run_id


def _wait_for_some(url: str) -> None:
    """Looks often enough to see the first of them long before the last."""
    until, engine = time.monotonic() + 60, create_engine(url, poolclass=NullPool)
    while time.monotonic() < until:
        with engine.connect() as connection:
            if connection.scalar(text("SELECT count(*) FROM auth_user")):
                return
        time.sleep(0.02)


def counted(installation: Installation) -> list[object]:
    """Accounts, identities, employments, entries of the book, people with a lead, and the state of the run."""
    found: list[object] = json.loads(installation.python(COUNT).stdout.strip().splitlines()[-1])
    return found
