"""Web, worker and database are killed while twenty write: no confirmed change is lost or doubled, no mail forgotten."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.counterparts import own_postgres, postgres
from tests.counterparts.lifetime import free_port, wait_until
from tests.counterparts.mail_catcher import Catcher
from tests.drills.aftermath import LOOK, SET_UP
from tests.drills.processes import Watch, ended, kill_one, started
from tests.drills.writers import Colleague, Program, Writer
from tests.ops.installation import Installation

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("FOYER_TEST_ROUNDS", "24"))
READY_AGAIN = 30.0  # seconds, on a machine with much else to do; on a quiet one it is 2
BETWEEN = 8  # so much has to be confirmed between two kills

Kill = tuple[str, Callable[[], None]]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killing_loses_nothing_that_was_confirmed(
    catcher: Catcher, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if database == "postgresql" and postgres.missing():
        pytest.skip(postgres.missing())
    with ExitStack() as stack:
        installation = company(tmp_path / "data", catcher)
        deaths: list[Kill] = []
        if database == "postgresql":
            server = stack.enter_context(own_postgres.running(tmp_path / "pg"))
            installation.environment["FOYER_DATABASE"] = server.address("drill")
            deaths = [("postmaster", server.kill_first), ("backend", server.kill_one), ("stop", server.stop_at_once)]
        assert installation.foyer("migrate").returncode == 0
        set_up = installation.python(SET_UP)
        assert set_up.returncode == 0, set_up.stderr
        told = json.loads(set_up.stdout)
        people = writers(int(installation.environment["FOYER_PORT"]), told)
        killed, silence = rounds(installation, people, deaths)
        looked = installation.python(LOOK, told["audience"])
        assert looked.returncode == 0, looked.stderr
    report(capsys, database, killed, people, silence, catcher)
    judge(people, json.loads(looked.stdout), catcher)
    assert silence < READY_AGAIN


def company(data: Path, catcher: Catcher) -> Installation:
    """A portal with two web processes that sends mail to the catcher, on a port of its own."""
    return Installation(
        data,
        port=str(free_port()),
        web_processes="2",
        api_writes="100000",
        smtp=f"smtp://127.0.0.1:{catcher.port}",
        mail_from="foyer@corp.example",
    )


def writers(port: int, told: dict[str, Any]) -> list[Writer]:
    """Ten people before pages, the first of whom owns the group, and ten programs."""
    same = {"audience": told["audience"], "told": told["told"]}
    accounts = list(enumerate(zip(told["emails"], told["secrets"], strict=True)))
    people: list[Writer] = [
        Colleague(port, email=email, password="for this drill", number=n, **same) for n, (email, _) in accounts[:10]
    ]
    return people + [Program(port, secret=secret, number=n, **same) for n, (_, secret) in accounts[10:]]


def rounds(installation: Installation, people: list[Writer], deaths: list[Kill]) -> tuple[Counter[str], float]:
    """Kills in turn whatever runs while people write; gives how often each was killed, and the longest silence."""
    supervisor = started(installation)
    ours: list[Kill] = [
        (kind, lambda kind=kind: kill_one(supervisor.pid, kind)) for kind in ("web", "worker", "server")
    ]
    turns = [kill for n, kill in enumerate(ours) for kill in ([kill, deaths[n]] if deaths else [kill])]
    dice, killed = Random(0), Counter[str]()
    try:
        for one in people:
            one.start()
        wait_until(lambda: confirmed(people) > BETWEEN, seconds=90, what="writing")
        watch = Watch(int(installation.environment["FOYER_PORT"]))
        for turn in range(ROUNDS):
            name, kill = turns[turn % len(turns)]
            before = confirmed(people)
            kill()
            killed[name] += 1
            wait_until(lambda: confirmed(people) >= before + BETWEEN, seconds=90, what=f"writing after {name}")  # noqa: B023
            time.sleep(dice.uniform(0.2, 2))
        silence = watch.longest()
        for one in people:
            one.finish()
    finally:
        ended(supervisor)
    return killed, silence


def confirmed(people: list[Writer]) -> int:
    for one in people:
        assert not one.fault, one.fault
    return sum(len(one.posts) + len(one.comments) for one in people)


def judge(people: list[Writer], found: dict[str, Any], catcher: Catcher) -> None:
    posts = once("posts", found["posts"], {key: post for one in people for key, post in one.posts.items()})
    comments = once("comments", found["comments"], {key: made for one in people for key, made in one.comments.items()})
    assert (found["counted"], found["comments_counted"]) == (found["written"], len(comments))
    assert found["written"] == len(posts)
    follows("found", found["found"], posts)
    follows("told", found["told"], posts)
    follows("comments_found", found["comments_found"], comments)
    pinned = [post for one in people for post in one.pinned]
    assert found["pinned"] == pinned[-1:]  # a group has one at a time
    follows("noticed", found["noticed"], pinned)
    follows("heard", found["heard"], found["answered"])
    follows("named", found["named"], posts)
    follows("mailed", found["mailed"], posts)
    copies = Counter((caught.recipient, caught.mail["Message-ID"]) for caught in catcher.caught)
    assert (found["unsent"], len(copies)) == ([], found["mails"]), "a mail was lost"
    assert max(copies.values()) <= 2, copies.most_common(3)
    assert (found["failed"], found["waiting"], found["sound"]) == ([], [], "ok")


def once(name: str, rows: list[tuple[str, int]], wanted: dict[str, int]) -> list[int]:
    """What was confirmed is there under its number, and nothing twice. Gives the numbers of all rows."""
    there = dict(rows)
    assert len(there) == len(rows), f"{name}: something is there twice"
    lost = {key: number for key, number in wanted.items() if there.get(key) != number}
    assert not lost, f"{name}: {lost}"
    return list(there.values())


def follows(name: str, there: list[int], wanted: Iterable[int]) -> None:
    """What follows from a change is there for each, and once."""
    assert set(wanted) <= set(there), (name, sorted(set(wanted) - set(there))[:20])
    assert len(there) == len(set(there)), name


def report(
    capsys: pytest.CaptureFixture[str],
    database: str,
    killed: Counter[str],
    people: list[Writer],
    silence: float,
    catcher: Catcher,
) -> None:
    refused = sum((one.refused for one in people), Counter[int]())
    copies = Counter((caught.recipient, caught.mail["Message-ID"]) for caught in catcher.caught)
    line = (
        f"{database}: {killed.total()} kills {dict(killed)}, {sum(len(one.posts) for one in people)} posts and"
        f" {sum(len(one.comments) for one in people)} comments confirmed; {sum(one.broken for one in people)}"
        f" connections broken, refused {dict(refused)}; no answer for at most {silence:.1f} s, both written after at"
        f" most {max(one.longest for one in people):.1f} s; {len(copies)} mails, {sum(n > 1 for n in copies.values())}"
        f" of them twice, most copies {max(copies.values(), default=0)}"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
