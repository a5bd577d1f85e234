"""Web and worker are killed while people write: no confirmed change is lost or doubled, no job is forgotten."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from portal.ops.supervisor import answers
from tests.counterparts.lifetime import free_port, wait_until
from tests.ops.colleagues import Colleague
from tests.ops.installation import Installation

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("FOYER_TEST_ROUNDS", "24"))
PERSONAS = ("community-manager", "employee", "hr-admin", "it-admin", "works-council", "ambassador")
READY_AGAIN = 15.0  # seconds, on a machine with much else to do; on a quiet one it is 2

GATHER = """
from sqlalchemy import select
from auth.models import User
from portal.core import clock, db
from portal.groups import Group, Membership
with db.unit_of_work() as session:
    group_id = session.scalar(select(Group.id).where(Group.visibility == "open").order_by(Group.id).limit(1))
    there = set(session.scalars(select(Membership.user_id).where(Membership.group_id == group_id)))
    for user_id in set(session.scalars(select(User.id).where(User.persona.is_not(None)))) - there:
        session.add(Membership(group_id=group_id, user_id=user_id, joined_at=clock.now()))
print(f"group:{group_id}")
"""
LOOK = """
import json, sys
from sqlalchemy import func, select, text, update
from auth.models import User
from portal.activity.models import Entry
from portal.comments.models import Comment
from portal.core import clock, db, jobs
from portal.groups import Group
from portal.notifications.models import Notice
from portal.posts.models import Post
from search.models import SearchDocument as Document
audience = sys.argv[1]
with db.unit_of_work() as session:  # what a killed worker had taken waits for its lease to end
    session.execute(update(jobs.Job).where(jobs.Job.failed_at.is_(None)).values(run_at=clock.now()))
jobs.run_all()
with db.reading() as session:
    ours = Post.client_key.startswith("key-")
    posts = dict(session.execute(select(Post.client_key, Post.id).where(ours)).all())
    observer = session.scalar(select(User.id).where(User.persona == "employee"))
    said = Comment.client_key.startswith("key-")
    below = (Comment.subject_kind == "post") & (Comment.subject_id == Post.id) & (Comment.author_id != Post.author_id)
    heard = select(Notice.about_id).join(Post, (Post.id == Notice.about_id) & (Post.author_id == Notice.user_id))
    print(json.dumps({
        "comments": dict(session.execute(select(Comment.client_key, Comment.id).where(said)).all()),
        "comment_rows": session.scalar(select(func.count()).select_from(Comment).where(said)),
        "comments_counted": session.scalar(select(func.sum(Post.comment_count)).where(ours)),
        "comments_found": list(session.scalars(select(Document.subject_id).where(Document.kind == "comment"))),
        "answered": list(session.scalars(select(Post.id).join(Comment, below).where(said).distinct())),
        "heard": list(session.scalars(heard.where(Notice.kind == "comment", ours))),
        "posts": posts,
        "rows": session.scalar(select(func.count()).select_from(Post).where(ours)),
        "found": list(session.scalars(select(Document.subject_id).where(Document.kind == "post"))),
        "told": list(session.scalars(select(Entry.subject_id).where(Entry.subject_kind == "post"))),
        "noticed": list(session.scalars(
            select(Notice.about_id).where(Notice.user_id == observer, Notice.kind == "pinned"))),
        "failed": list(session.scalars(select(jobs.Job.error).where(jobs.Job.failed_at.is_not(None)))),
        "waiting": list(session.scalars(
            select(jobs.Job.name).where(jobs.Job.failed_at.is_(None), jobs.Job.run_at <= clock.now()))),
        "counted": session.scalar(select(Group.post_seq).where(Group.id == int(audience.split(":")[1]))),
        "written": session.scalar(select(func.count()).select_from(Post).where(Post.audience == audience)),
        "sound": session.scalar(text("PRAGMA integrity_check")) if db.dialect() == "sqlite" else "ok",
    }))
"""


def children_of(pid: int) -> dict[str, list[int]]:
    """The processes below the supervisor: the server that parts into web processes, those, and the worker."""
    found: dict[str, list[int]] = {"server": [], "web": [], "worker": []}
    for child in _children(pid):
        command = Path(f"/proc/{child}/cmdline").read_bytes().decode()
        if "gunicorn" in command:
            found["server"].append(child)
            found["web"] += _children(child)
        elif "worker" in command:
            found["worker"].append(child)
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill_one(pid: int, kind: str) -> int:
    """Kills the newest process of that kind, waiting for one when it is being started."""
    wait_until(lambda: bool(children_of(pid)[kind]), seconds=20, what=kind)
    victim = children_of(pid)[kind][-1]
    os.kill(victim, signal.SIGKILL)
    return victim


class Watch(threading.Thread):
    """Asks for a sign of life all the time and remembers the longest silence."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._ended = threading.Event()
        self._longest = 0.0
        self.start()

    def run(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(0.05):
            if answers("127.0.0.1", self._port):
                self._longest = max(self._longest, time.monotonic() - last)
                last = time.monotonic()

    def longest(self) -> float:
        """Ends the watch; gives seconds."""
        self._ended.set()
        self.join()
        return self._longest


def started(installation: Installation, port: int) -> "subprocess.Popen[str]":
    process = installation.start("up")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("http"):
            break
    os.set_blocking(process.stdout.fileno(), False)
    return process


@pytest.fixture
def company(make: Callable[[str], Installation]) -> Installation:
    """A small company with all personas in one group, and a port of its own."""
    installation = make("company")
    installation.environment |= {"FOYER_PORT": str(free_port()), "FOYER_WEB_PROCESSES": "2"}
    done = installation.foyer("simulate", "--scenario", "tiny")
    assert done.returncode == 0, done.stderr
    return installation


def test_killing_loses_nothing_that_was_confirmed(company: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    audience = company.python(GATHER).stdout.strip()
    port = int(company.environment["FOYER_PORT"])
    supervisor = started(company, port)
    people = [
        Colleague(port, PERSONAS[n % len(PERSONAS)], number=n, audience=audience, pins=n % len(PERSONAS) == 0)
        for n in range(20)
    ]
    try:
        for colleague in people:
            colleague.start()
        time.sleep(2)
        watch = Watch(port)
        for turn in range(ROUNDS):
            kill_one(supervisor.pid, ("web", "worker", "server")[turn % 3])
            time.sleep(2.5)
        silence = watch.longest()
        for colleague in people:
            colleague.finish()
    finally:
        supervisor.terminate()
        supervisor.communicate(timeout=20)
    looked = company.python(LOOK, audience)
    assert looked.returncode == 0, looked.stderr
    found = json.loads(looked.stdout)
    judge(people, found)
    report(capsys, people, silence)
    assert silence < READY_AGAIN


def judge(people: list[Colleague], found: dict[str, Any]) -> None:
    posts, comments = found["posts"], found["comments"]
    confirmed = {key: post for colleague in people for key, post in colleague.confirmed.items()}
    commented = {key: comment for colleague in people for key, comment in colleague.commented.items()}
    pinned = {post for colleague in people for post in colleague.pinned}
    assert min(len(confirmed), len(commented)) > ROUNDS, "hardly anything was written; nothing is shown by this run"
    assert pinned
    assert {key: posts.get(key) for key in confirmed} == confirmed
    assert {key: comments.get(key) for key in commented} == commented
    assert (found["rows"], found["comment_rows"]) == (len(posts), len(comments))
    assert (found["counted"], found["comments_counted"]) == (found["written"], len(comments))
    follows("found", found["found"], posts.values())
    follows("told", found["told"], posts.values())
    follows("comments_found", found["comments_found"], comments.values())
    follows("noticed", found["noticed"], pinned)
    follows("heard", found["heard"], found["answered"])
    assert (found["failed"], found["waiting"], found["sound"]) == ([], [], "ok")


def follows(name: str, there: list[int], wanted: Iterable[int]) -> None:
    """What follows from a change is there for each, and once."""
    assert set(wanted) <= set(there), name
    assert len(there) == len(set(there)), name


def report(capsys: pytest.CaptureFixture[str], people: list[Colleague], silence: float) -> None:
    confirmed = sum(len(colleague.confirmed) for colleague in people)
    refused = Counter(status for colleague in people for status in colleague.refused)
    line = (
        f"{ROUNDS} kills, {confirmed} posts and {sum(len(c.commented) for c in people)} comments confirmed, none lost,"
        f" none doubled; {sum(c.broken for c in people)} connections broken, refused"
        f" {dict(refused)}; no answer for at most {silence:.1f} s, both after at most"
        f" {max(c.longest for c in people):.1f} s"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
