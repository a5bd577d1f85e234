"""How long the overview for 20,000 people takes, from the rows to a real mail server, and how much memory.

    python -m bench.digest [--scenario group] [--database sqlite|postgresql|both]

Loads the scenario, lets everybody have unread notices and the overview be due, then does what one worker does: makes
the mails and sends them to a server in a process of its own. Prints mails, minutes, statements and memory.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from typing import Any

import psutil
from aiosmtpd.smtp import SMTP
from sqlalchemy import event, func, insert, literal, select, update

from auth.models import SharedKey, User
from bench.databases import portal_on
from portal import simulator
from portal.core import clock, db, jobs, mail
from portal.mail import preparing
from portal.mail.models import Message, Setting
from portal.notifications import Notice
from portal.posts import Post
from tests.counterparts.lifetime import free_port, wait_until

LIMIT = 600  # seconds
EACH = 8


class _Sink:
    """Counts what comes."""

    def __init__(self, count: "Synchronized[int]") -> None:
        self.count = count

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.count.value += 1
        return "250 ok"


def _serve(port: int, count: "Synchronized[int]") -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(_Sink(count)), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def sink() -> Iterator[tuple[int, "Synchronized[int]"]]:
    """Runs a mail server that counts, in a process of its own."""
    port, count = free_port(), multiprocessing.Value("l", 0)
    process = multiprocessing.Process(target=_serve, args=(port, count), daemon=True)
    process.start()
    child = psutil.Process(process.pid)
    wait_until(lambda: any(c.laddr.port == port for c in child.net_connections()), seconds=10, what="SMTP")
    try:
        yield port, count
    finally:
        process.terminate()
        process.join()


def give_everybody_something() -> None:
    """Adds unread notices about posts for everyone, so that nobody is without, and makes every overview due."""
    with db.unit_of_work() as session:
        open_posts = select(Post.id, Post.audience).where(Post.audience.in_(select(SharedKey.key)))
        posts = session.execute(open_posts.order_by(Post.id.desc()).limit(EACH)).all()
        authors = list(session.scalars(select(User.id).where(User.is_active).limit(3)))
        columns = [
            *("user_id", "kind", "notice", "about_kind", "about_id", "audience"),
            *("fold", "actor_ids", "people", "data", "at"),
        ]
        for post_id, audience in posts:
            rows = select(
                User.id,
                literal("comment"),
                literal("posts/_comment_notice.html"),
                literal("post"),
                literal(post_id),
                literal(audience),
                literal(f"bench:{post_id}"),
                literal(authors, Notice.actor_ids.type),
                literal(3),
                literal({"said": f"post:{post_id}"}, Notice.data.type),
                literal(clock.now(), Notice.at.type),
            ).where(User.is_active)
            session.execute(insert(Notice).from_select(columns, rows))
        preparing.add_settings()
        session.execute(update(Setting).values(next_digest_at=clock.ago(minutes=1)))
        print(
            f"  {len(posts)} notices added for each; people: {session.scalar(select(func.count()).select_from(User))}"
        )


def measure(kind: str, scenario: str) -> float:
    """Prints the figures for one database and gives the seconds that everything took."""
    with portal_on(kind, "bench_digest") as app, sink() as (port, count):
        began = time.perf_counter()
        simulator.load(scenario, seed=1, progress=lambda *_: None)
        print(f"{kind}: {scenario} loaded in {time.perf_counter() - began:.0f} s")
        give_everybody_something()
        smtp = {"smtp": f"smtp://127.0.0.1:{port}", "mail_replies": "foyer@in.example", "mail_from": "f@corp.example"}
        mail.configure(app.settings.model_copy(update=smtp))
        return _measured(count)


def _measured(count: "Synchronized[int]") -> float:
    from portal.mail.jobs import make_digests

    process, statements = psutil.Process(), [0]
    event.listen(db.engine(), "before_cursor_execute", lambda *_: statements.__setitem__(0, statements[0] + 1))
    before, peak = process.memory_info().rss, 0
    began, cpu = time.perf_counter(), process.cpu_times()
    with db.unit_of_work():
        jobs.enqueue(make_digests, key="digests")
    while jobs.run_all(limit=1):
        peak = max(peak, process.memory_info().rss)
    took, after = time.perf_counter() - began, process.cpu_times()
    with db.reading() as session:
        states = dict(session.execute(select(Message.state, func.count()).group_by(Message.state)).all())
    mails, spent = max(1, count.value), after.user + after.system - cpu.user - cpu.system
    print(f"  {mails} mails arrived, {states}; all sent after {took:.0f} s")
    print(f"  {spent / mails * 1000:.1f} ms CPU and {statements[0] / mails:.1f} statements a mail")
    print(f"  memory {before / 2**20:.0f} MB before, at most {peak / 2**20:.0f} MB")
    return took


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--scenario", default="group")
    parser.add_argument("--database", default="both", choices=["sqlite", "postgresql", "both"])
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    slowest = max(measure(kind, given.scenario) for kind in kinds)
    raise SystemExit(slowest > LIMIT)
