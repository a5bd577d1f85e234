"""CPU milliseconds a page costs over all processes, database included, beside the floor under the same server.

    python -m bench.pages [--scale 10] [--requests 300]

Loads the scenario `bench` into PostgreSQL, starts two web processes as production does, signs an ordinary member in
and measures home, post, group, search and a new comment over one connection and over sixteen.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench import load, processes
from tests.browser.conftest import free_port
from tests.counterparts import postgres

ROOT = Path(__file__).parent.parent
TURN = 30  # requests to the page, then to the floor
WORDS = ["schicht tausch", "python daten", "werkzeug lager", "reise kosten", "urlaub planung", "team treffen"]


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a server until the block ends; it answers when the block begins."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        begin = time.perf_counter()
        while time.perf_counter() - begin < 60:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
                break
            except OSError as error:
                if getattr(error, "code", 0):
                    break
                time.sleep(0.02)
        print(f"start to first answer {time.perf_counter() - begin:.2f} s")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass(frozen=True)
class Floor:
    """The bare page under a server of its own: its port, its process and the database's."""

    port: int
    roots: list[int]

    def cpu(self, requests: int = 200) -> float:
        """Gives the CPU milliseconds of one request at this moment."""
        meter = Meter(self.port, lambda _: load.get("/", ""), self.roots)
        meter.turn(requests)
        return meter.milliseconds


class Member:
    """An ordinary member in a browser without scripts."""

    def __init__(self, port: int) -> None:
        self.port = port
        jar = urllib.request.HTTPCookieProcessor()
        self.opener = urllib.request.build_opener(jar)
        token = self._token("/login")
        data = f"persona=employee&csrf_token={token}".encode()
        self.opener.open(f"http://127.0.0.1:{port}/login", data).read()
        self.cookie = "; ".join(f"{c.name}={c.value}" for c in jar.cookiejar)
        self.token = self._token("/home")

    def _token(self, path: str) -> str:
        page = self.opener.open(f"http://127.0.0.1:{self.port}{path}").read().decode()
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, f"no token on {path}"
        return found[1]


def postmaster(url: str) -> int:
    """Gives the process id of the PostgreSQL server behind the address."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()
    assert folder
    return int((Path(str(folder[0])) / "postmaster.pid").read_text().split()[0])


@dataclass
class Meter:
    """What one page costs: the requests and CPU seconds of its turns so far."""

    port: int
    shots: Callable[[int], load.Shot]
    roots: list[int]
    cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def turn(self, requests: int) -> None:
        """Sends so many requests over one connection."""
        done = len(self.times)
        before = processes.cpu_seconds(*self.roots)
        outcome = load.run(self.port, lambda n: self.shots(done + n), requests=requests, connections=1)
        self.cpu += processes.cpu_seconds(*self.roots) - before
        self.times += outcome.times
        self.statuses.update(outcome.statuses)

    @property
    def milliseconds(self) -> float:
        """CPU milliseconds of one request."""
        return 1000 * self.cpu / len(self.times)


def measure(
    name: str, port: int, shots: Callable[[int], load.Shot], roots: list[int], requests: int, floor: Floor
) -> None:
    """Prints one line: CPU a request and of the floor, percentiles at one connection, requests a second at sixteen.

    Page and floor take turns of a fraction of a second each: the machine's speed drifts within seconds.
    """
    load.run(port, shots, requests=200, connections=16)  # every process has its connections to the database then
    page, bare = Meter(port, shots, roots), Meter(floor.port, lambda _: load.get("/", ""), floor.roots)
    bare.turn(TURN)
    bare.cpu, bare.times = 0.0, []
    while len(page.times) < requests:
        page.turn(TURN)
        bare.turn(TURN)
    single = load.Outcome(page.times, page.statuses, sum(page.times))
    many = load.run(port, shots, requests=2 * requests, connections=16)
    wrong = {s: n for run in (single, many) for s, n in run.statuses.items() if s >= 400}
    ratio = page.milliseconds / bare.milliseconds
    print(
        f"{name:14} {page.milliseconds:6.2f} ms CPU, floor {bare.milliseconds:.2f}, ratio {ratio:.2f}"
        f"   c1 p50 {single.median:6.1f} p95 {single.percentile(0.95):6.1f} ms"
        f"   c16 {many.per_second:6.0f}/s p95 {many.percentile(0.95):6.1f} ms   errors {wrong or 'none'}",
        flush=True,
    )


def take_back(connection: psycopg.Connection[Any]) -> None:
    """Removes what earlier runs wrote into a database that stays: each leaves a few hundred comments on few posts."""
    written = "SELECT id FROM comments_comment WHERE client_key LIKE 'bench-%'"
    found = f"SELECT id FROM search_document WHERE kind = 'comment' AND subject_id IN ({written})"
    connection.execute(f"DELETE FROM search_index WHERE id IN ({found})")
    connection.execute(f"DELETE FROM search_document WHERE id IN ({found})")
    gone = connection.execute(
        "DELETE FROM comments_comment WHERE client_key LIKE 'bench-%' RETURNING subject_id"
    ).fetchall()
    counted = "(SELECT count(*) FROM comments_comment c WHERE c.subject_kind = 'post' AND c.subject_id = posts_post.id)"
    posts = list({row[0] for row in gone})
    connection.execute(f"UPDATE posts_post SET comment_count = {counted} WHERE id = ANY(%s)", (posts,))
    connection.execute("DELETE FROM core_job")


def corpus(url: str) -> dict[str, Any]:
    """Finds the pages to ask for: posts with 12 to 18 comments and groups that the member belongs to."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        take_back(connection)
        member = connection.execute("SELECT id FROM auth_user WHERE persona = 'employee'").fetchone()
        assert member
        groups = connection.execute(
            "SELECT g.id, g.slug FROM groups_group g JOIN groups_membership m ON m.group_id = g.id "
            "WHERE m.user_id = %s AND g.archived_at IS NULL ORDER BY g.post_seq DESC",
            member,
        ).fetchall()
        keys = [f"group:{row[0]}" for row in groups]
        posts = connection.execute(
            "SELECT id FROM posts_post WHERE comment_count BETWEEN 12 AND 18 AND audience = ANY(%s) "
            "ORDER BY id DESC LIMIT 40",
            (keys,),
        ).fetchall()
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("auth_user", "groups_group", "posts_post", "comments_comment")
        }
    print({table: row[0] for table, row in counts.items() if row})
    return {"groups": [row[1] for row in groups[:5]], "posts": [row[0] for row in posts]}


def urls(member: Member, paths: list[str]) -> list[str]:
    """Follows each path to the address that it settles at."""
    found = []
    for path in paths:
        with member.opener.open(f"http://127.0.0.1:{member.port}{path}") as answer:
            found.append("/" + answer.url.split("/", 3)[3])
    return found


@contextmanager
def portal(url: str, port: int, folder: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs the portal over the database as production does, with two web processes."""
    # without limits on how often one person writes, which a benchmark would run into
    environment = _environment(url, port, folder) | {"FOYER_ENV": "test"}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", "wsgi:portal()"]
    with serving(command, port, environment) as process:
        yield process


@contextmanager
def _bare(url: str, folder: str) -> Iterator[Floor]:
    port = free_port()
    server = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--worker-class", "gthread", "--workers", "2"]
    command = [*server, "--threads", "24", "--bind", f"127.0.0.1:{port}", "bench.floor:floor()"]
    with serving(command, port, _environment(url, port, folder)) as process:
        yield Floor(port, [process.pid, postmaster(url)])


def _environment(url: str, port: int, folder: str) -> dict[str, str]:
    return {
        "FOYER_ENV": "demo",
        "FOYER_DATA": folder,
        "FOYER_DATABASE": url,
        "FOYER_PORT": str(port),
        "FOYER_WEB_PROCESSES": "2",
        "FOYER_WEB_THREADS": "24",
        "FOYER_TRUSTED_PROXIES": "1",
        "BENCH_DATABASE": url,
        "MALLOC_ARENA_MAX": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # what is installed is compiled
    }


def filled(url: str, scale: int) -> str:
    """Fills the database, or one of our own, with the corpus of that scale, unless it has it; gives its address."""
    url = url or postgres.database(f"bench_pages_{scale}")
    scenario = "bench" if scale == 1 else f"bench-x{scale}"
    begin = time.perf_counter()
    simulate = [sys.executable, "-m", "portal.cli", "simulate", "--scenario", scenario]
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        subprocess.run(simulate, cwd=ROOT, env=os.environ | _environment(url, free_port(), folder), check=True)
    print(f"loaded in {time.perf_counter() - begin:.0f} s")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return url


def main() -> None:
    """Runs it all."""
    options = argparse.ArgumentParser()
    options.add_argument("--scale", type=int, default=1, help="how many times 2,000 people and 20,000 posts")
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--database", default="", help="a PostgreSQL that is filled, or will be, and stays")
    given = options.parse_args()
    url = filled(given.database, given.scale)
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        port = free_port()
        with portal(url, port, folder):
            _look_once(port, corpus(url))  # the first start compiles templates; what is measured is a later one
        with _bare(url, folder) as below, portal(url, port, folder) as process:
            _measure_pages(port, [process.pid, postmaster(url)], corpus(url), given.requests, below)
            whole = processes.pss_megabytes(process.pid)
            workers = processes.pss_megabytes(*processes.descendants(process.pid)[1:])
            print(f"two web processes {workers:.0f} MB PSS, gunicorn's first process {whole - workers:.0f} MB")


def _look_once(port: int, found: dict[str, Any]) -> None:
    member = Member(port)
    for path in ("/home", f"/posts/{found['posts'][0]}", f"/groups/{found['groups'][0]}", f"/search?q={WORDS[0][:7]}"):
        member.opener.open(f"http://127.0.0.1:{port}{path}").read()


def pages(member: Member, found: dict[str, Any]) -> dict[str, Callable[[int], load.Shot]]:
    """What is asked for: each page with the request of a number."""
    asked = {
        "home": ["/home"],
        "post": urls(member, [f"/posts/{post}" for post in found["posts"]]),
        "group": [f"/groups/{slug}" for slug in found["groups"]],
        "search": ["/search?q=" + words.replace(" ", "+") for words in WORDS],
    }

    def page(paths: list[str]) -> Callable[[int], load.Shot]:
        shots = [load.get(path, member.cookie) for path in paths]
        return lambda number: shots[number % len(shots)]

    def comment(number: int) -> load.Shot:
        about = found["posts"][number % len(found["posts"])]
        body = f"about=post:{about}&key=bench-{time.monotonic_ns()}-{number}&body=Danke,+das+hilft+mir+weiter+{number}."
        return load.post("/comments", member.cookie, member.token, body)

    return {name: page(paths) for name, paths in asked.items()} | {"new comment": comment}


def _measure_pages(port: int, roots: list[int], found: dict[str, Any], requests: int, floor: Floor) -> None:
    asked = pages(Member(port), found)
    for name, shots in asked.items():
        measure(name, port, shots, roots, requests, floor)
    mixed = load.run(
        port, lambda n: asked["new comment" if n % 10 == 0 else "home"](n), requests=requests * 2, connections=16
    )
    print(f"reads with 10 % writes over 16 connections: {mixed.per_second:.0f}/s, statuses {mixed.statuses}")


if __name__ == "__main__":
    main()
