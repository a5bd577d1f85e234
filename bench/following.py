"""What a comment under a post costs that 500 people follow, and how long until all of them have been told.

    python -m bench.following [--followers 500] [--database sqlite|postgresql|both]

The author of the comment waits for the request alone; who hears of it is found out by jobs. Prints milliseconds of CPU
of a request, those of the database's processes included, and seconds until every bell and the mails' rows are there.
"""

import argparse
import statistics
import time

from sqlalchemy import func, insert, select, text

from auth.audience import EVERYONE
from auth.models import User
from bench import processes
from bench.databases import portal_on
from portal.comments.threads.standing import follow
from portal.core import clock, db, jobs
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.browser_client import Browser
from tests.factories import make_user
from tests.posts.factories import make_post

COST = 15  # milliseconds
ROUNDS, TOGETHER = 60, 10


def make_followers(about: Ref, many: int) -> None:
    """Makes that many people who follow the thread."""
    common = {"created_at": clock.now(), "theme": "system", "title": "", "card_version": 1, "keys_version": 1}
    with db.unit_of_work() as session:
        rows = [
            common
            | {"slug": f"person.{n}", "name": f"Person {n}", "sort_name": f"person {n}", "is_active": True}
            | {"language": "de" if n % 2 else "en", "email": f"p{n}@corp.example"}
            for n in range(many)
        ]
        session.execute(insert(User), rows)
        for user_id in session.scalars(select(User.id).where(User.slug.like("person.%"))):
            follow(user_id, about, "all")


def measure(kind: str, followers: int) -> bool:
    """Prints the figures of one database; says whether a comment costs no more than was promised."""
    with portal_on(kind, "bench_following") as app:
        author = make_user("Ann Author")
        post = make_post(author, EVERYONE, title="Canteen")
        about = Ref("post", post.id)
        make_followers(about, followers)
        writer = Browser(app, make_user("Ben Writer"))
        costs, waits, told = [], [], []
        for first in range(0, ROUNDS, TOGETHER):
            servers = _servers(kind)
            before = _cpu(servers)
            waits += [_comment(writer, about, first + n) for n in range(TOGETHER)]
            costs.append((_cpu(servers) - before) * 1000 / TOGETHER)
            begin = time.perf_counter()
            jobs.run_all()
            told.append(time.perf_counter() - begin)
        with db.reading() as session:
            notices = session.scalar(select(func.count()).select_from(Notice)) or 0
        mean = statistics.fmean(costs[1:])
        print(
            f"{kind}: {followers} follow; {mean:.1f} ms of CPU, {statistics.median(waits):.1f} ms until the answer,"
            f" at most {max(waits[TOGETHER:]):.0f} ms; ten comments told to all in {statistics.median(told):.1f} s,"
            f" {notices} notices"
        )
        return mean <= COST and notices >= followers


def _comment(writer: Browser, about: Ref, number: int) -> float:
    """Gives the milliseconds until the answer."""
    begin = time.perf_counter()
    answer = writer.post("/comments", {"about": str(about), "body": f"Number {number}.", "key": f"key-of-{number}"})
    if answer.status_code != 303:
        raise RuntimeError(f"not written: {answer.status_code}")
    return (time.perf_counter() - begin) * 1000


def _servers(kind: str) -> list[int]:
    """Gives the database's processes that work for this one."""
    if kind == "sqlite":
        return []
    with db.reading() as session:
        here = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return list(session.scalars(here))


def _cpu(servers: list[int]) -> float:
    """Seconds of this process and of the database's."""
    return time.process_time() + (processes.cpu_seconds(*servers) if servers else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--followers", type=int, default=500)
    parser.add_argument("--database", default="both", choices=["sqlite", "postgresql", "both"])
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    kept = [measure(kind, given.followers) for kind in kinds]
    raise SystemExit(not all(kept))
