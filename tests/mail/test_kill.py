"""The worker is killed while it sends: every mail arrives at least once and at most twice, with one Message-ID."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.counterparts import postgres
from tests.counterparts.mail_catcher import Catcher, running
from tests.ops.installation import Installation

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("FOYER_TEST_ROUNDS", "12"))
PEOPLE = 40

WRITE = """
import sys
from sqlalchemy import select
from auth.audience import actor_for
from auth.models import User
from portal.comments import add_comment
from portal.core import db
from portal.core.subjects import Ref
from portal.posts import Post
from tests.factories import make_user
from tests.posts.factories import make_post
if sys.argv[1] == "people":
    ann = make_user("Ann Author", email="ann@corp.example")
    make_post(ann, title="Plan")
    for number in range(int(sys.argv[2])):
        make_user(f"Person {number}", email=f"p{number}@corp.example")
with db.unit_of_work() as session:
    post = session.scalars(select(Post)).one()
    ann = session.scalars(select(User).where(User.email == "ann@corp.example")).one()
    slugs = session.scalars(select(User.slug).where(User.id != ann.id).order_by(User.id)).all()
    names = " ".join(f"@{slug}" for slug in slugs)
    add_comment(actor_for(ann.id), Ref("post", post.id), f"{sys.argv[1]} {names}")
"""
HURRY = """
import json
from sqlalchemy import func, select, update
from portal.core import clock, db, jobs
from portal.mail.models import Message
with db.unit_of_work() as session:  # what the dead worker had taken is free, and pauses end
    session.execute(update(jobs.Job).where(jobs.Job.failed_at.is_(None)).values(run_at=clock.now(), worker=0))
    session.execute(update(Message).where(Message.state == "waiting").values(due_at=clock.now()))
    print(json.dumps(dict(session.execute(select(Message.state, func.count()).group_by(Message.state)).all())))
"""


@pytest.fixture
def slow_catcher() -> Iterator[Catcher]:
    """A mail server that takes long enough over each mail to be in the middle of one when the worker dies."""
    with running(Catcher(pause=0.02)) as catcher:
        yield catcher


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_killed_worker_loses_no_mail_and_sends_none_three_times(
    slow_catcher: Catcher, tmp_path: Path, database: str, record_property: Callable[[str, object], None]
) -> None:
    where = {"database": postgres.database("mail_kill")} if database == "postgresql" else {}
    installation = Installation(
        tmp_path / "data",
        smtp=f"smtp://127.0.0.1:{slow_catcher.port}",
        mail_from="foyer@corp.example",
        mail_replies="foyer@in.corp.example",
        **where,
    )
    assert installation.foyer("migrate").returncode == 0
    for number in range(ROUNDS):
        written = installation.python(WRITE, "people" if number == 0 else f"round{number}", str(PEOPLE))
        assert written.returncode == 0, written.stderr
        installation.python(HURRY)
        _kill_while_sending(installation, slow_catcher, after=3 + number * 7 % 30)
    _send_the_rest(installation, slow_catcher)
    copies = Counter(caught.mail["Message-ID"] for caught in slow_catcher.caught)
    pairs = {(caught.recipient, caught.mail["Message-ID"]) for caught in slow_catcher.caught}
    record_property("doubled", sum(number > 1 for number in copies.values()))
    assert len(pairs) == len(copies) == ROUNDS * PEOPLE, "a mail was lost"
    assert max(copies.values()) <= 2


def _kill_while_sending(installation: Installation, catcher: Catcher, *, after: int) -> None:
    before = len(catcher.caught)
    worker = installation.start("worker")
    _wait(worker, lambda: len(catcher.caught) >= before + after)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def _send_the_rest(installation: Installation, catcher: Catcher) -> None:
    worker = installation.start("worker")
    try:
        end = time.monotonic() + 120
        while set(json.loads(installation.python(HURRY).stdout)) != {"sent"} and time.monotonic() < end:
            time.sleep(2)
    finally:
        worker.terminate()
        worker.communicate()


def _wait(worker: "subprocess.Popen[str]", done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        assert worker.poll() is None, worker.stdout.read() if worker.stdout else ""
        time.sleep(0.01)
