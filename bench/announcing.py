"""How long the author of an announcement to 20,000 people waits, and when everybody's bell is right.

    python -m bench.announcing [--people 20000] [--database sqlite|postgresql|both]

Makes a company, announces to everybody and to a combination of department and language whose key nobody holds yet,
does what one worker does, and asks the bells. Announces several times and judges the middle of the author's waits,
since on a machine with much else to do a single one says little. Prints milliseconds, statements, seconds, memory,
and the load of the machine.
"""

import argparse
import os
import time
from statistics import median

import psutil
from sqlalchemy import event, func, insert, select

from auth.audience import actor_for
from auth.models import Unit, User
from bench.databases import portal_on
from portal.announcements import Announcement
from portal.core import clock, db, jobs
from portal.notifications import Notice, unread_count
from tests.announcements.factories import make_manager, words
from tests.browser_client import Browser
from tests.factories import make_unit

WAIT, BELLS, GROWTH = 150, 60, 50  # milliseconds, seconds, MB
UNITS, TIMES = 40, 5


def make_company(people: int) -> Unit:
    """Makes that many people in departments below one; gives that one."""
    top = make_unit("Company")
    units = [make_unit(f"Department {n}", parent=top).id for n in range(UNITS)]
    common = {"created_at": clock.now(), "theme": "system", "title": "", "card_version": 1, "keys_version": 1}
    rows = [
        common
        | {"slug": f"person.{n}", "name": f"Person {n}", "sort_name": f"person {n}", "is_active": True}
        | {"language": "de" if n % 2 else "en", "department_id": units[n % UNITS]}
        for n in range(people)
    ]
    with db.unit_of_work() as session:
        session.execute(insert(User), rows)
    return top


def measure(kind: str, people: int) -> bool:
    """Prints the figures for one database; says whether all of them are within what was promised."""
    with portal_on(kind, "bench_announcing") as app:
        top = make_company(people)
        author = Browser(app, make_manager())
        author.get("/announcements/new")
        _send(author, title="To warm up", departments=str(top.id), languages="en")
        jobs.run_all()
        print(f"{kind}: {people} people, load {os.getloadavg()[0]:.1f}")
        everyone = _announce(author, "everybody")
        some = _announce(author, "a combination", departments=str(top.id), languages=["de", "en"])
    return everyone and some


class _Author:
    """Announces, and remembers each wait and its CPU in milliseconds, and its statements."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.waits: list[float] = []
        self.worked: list[float] = []
        self.statements = 0

    def announce(self, **fields: object) -> None:
        said: list[str] = []
        event.listen(db.engine(), "before_cursor_execute", hear := lambda *told: said.append(told[2]))
        began, worked = time.perf_counter(), time.process_time()
        _send(self.browser, **fields)
        self.waits.append((time.perf_counter() - began) * 1000)
        self.worked.append((time.process_time() - worked) * 1000)
        event.remove(db.engine(), "before_cursor_execute", hear)
        self.statements = max(self.statements, len(said))


def _send(author: Browser, **fields: object) -> None:
    answer = author.post("/announcements", words(**fields))
    if answer.status_code != 303:
        raise RuntimeError(f"not announced: {answer.status_code}")


def _announce(browser: Browser, whom: str, **meant: object) -> bool:
    process, author = psutil.Process(), _Author(browser)
    before = peak = process.memory_info().rss
    slowest = 0.0
    for number in range(TIMES):
        began = time.perf_counter()
        author.announce(title=f"To {whom}, {number}", is_forced="yes", **meant)
        while jobs.run_all(limit=1):
            peak = max(peak, process.memory_info().rss)
        slowest = max(slowest, time.perf_counter() - began)
    told, rung = _told()
    waits = " ".join(f"{wait:.0f}" for wait in author.waits)
    grown = (peak - before) / 2**20
    print(
        f"  {whom}: author waits {waits} ms ({median(author.worked):.0f} ms of CPU, {author.statements} statements),"
        f" {told} told after {slowest:.1f} s at most, memory +{grown:.0f} MB, bells {rung}"
    )
    return rung and median(author.waits) <= WAIT and slowest <= BELLS and grown <= GROWTH


def _told() -> tuple[int, bool]:
    """Gives how many were told of the newest announcement, and whether the bells of a few of them show it."""
    with db.reading() as session:
        newest = session.scalars(select(Announcement).order_by(Announcement.id.desc()).limit(1)).one()
        about = (Notice.about_kind == "announcement", Notice.about_id == newest.id)
        told = session.scalar(select(func.count()).where(*about)) or 0
        few = session.scalars(select(Notice.user_id).where(*about).order_by(Notice.user_id.desc()).limit(20)).all()
        rung = all(unread_count(actor_for(user_id)) > 0 for user_id in few)
        return told, rung and told >= newest.reached - 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--database", default="both", choices=["sqlite", "postgresql", "both"])
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    kept = [measure(kind, given.people) for kind in kinds]
    raise SystemExit(not all(kept))
