"""How many people sign in a second, whether an answer tells who has an account, and whom a slow directory slows.

    python -m bench.sign_in [--people 600] [--rounds 60]

Runs an OpenLDAP of its own and two web processes on PostgreSQL. Each sign-in is a whole request of the sign-in page, by
another person from another address; CPU is that of the web processes alone. Beside it stands the floor of the moment, a
bare page with one query. The slow directory stands behind a line that holds every answer back for 2 s.
"""

import argparse
import re
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from auth import accounts
from auth.models import User
from bench import load, processes
from bench.pages import Floor, serving
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, schema
from portal.posts.models import Post
from tests.browser.conftest import free_port
from tests.counterparts import openldap, postgres
from tests.counterparts.company import company, password

DELAY, KNOWN, SECRET = 2.0, "known@here.example", "gelber Zug im Nebel"
KEY = "for measuring alone, with thirty-two letters"
DOOR = """
[corp]
kind = "ldap"
domains = ["corp.example"]
urls = "{url}"
ca_file = "{ca}"
base = "{base}"
bind_dn = "{sync}"
bind_password = "{secret}"
answer_seconds = 10
connect_seconds = 10
"""


@contextmanager
def slowed(port: int) -> Iterator[int]:
    """Gives a port behind which another one answers, each answer so many seconds late."""
    listening = socket.create_server(("127.0.0.1", 0))

    def copy(source: socket.socket, target: socket.socket, pause: float) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                time.sleep(pause)
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                client = listening.accept()[0]
                server = socket.create_connection(("127.0.0.1", port))
                for ends in ((client, server, 0.0), (server, client, DELAY)):
                    threading.Thread(target=copy, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


class Door:
    """The sign-in page of a running portal: one form and its cookie, sent again and again."""

    def __init__(self, port: int) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/login") as answer:
            page = answer.read().decode()
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page
        self.port, self.token, self.tries = port, found[1], 0

    def shot(self, name: str, secret: str) -> load.Shot:
        """A sign-in from an address that nobody used before."""
        self.tries += 1
        address = f"10.{self.tries >> 16}.{self.tries >> 8 & 255}.{self.tries & 255}"
        body = urlencode({"email": name, "password": secret, "csrf_token": self.token})
        raw = load.post("/login", self.cookie, self.token, body).raw.replace(b"HX-Request: true\r\n", b"")
        return load.Shot(raw.replace(b"Host: ", f"X-Forwarded-For: {address}\r\nHost: ".encode(), 1))

    def sign_in(self, name: str, secret: str) -> str:
        """Signs in; gives the cookie."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(self.shot(name, secret).raw)
            head = line.recv(65536).decode("latin-1")
        found = re.search(r"Set-Cookie: (foyer[^=]*session[^;]*|session[^;]*)", head) or re.search(
            r"Set-Cookie: ((?!foyer-known)[^;]+)", head
        )
        assert found, head
        return found[1]


@contextmanager
def bare() -> Iterator[Floor]:
    """The floor, over twenty posts."""
    words = {"body": "x", "html": "x", "plain": "word " * 60, "audience": "nobody", "published_at": clock.now()}
    author = db.session.scalars(select(User.id)).first()
    db.session.add_all(Post(author_id=author, **words) for _ in range(20))
    db.commit()
    port = free_port()
    url = db.engine().url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", "2", "--threads", "8"]
    with serving(
        [*command, "--bind", f"127.0.0.1:{port}", "bench.floor:floor()"], port, {"BENCH_DATABASE": url}
    ) as web:
        yield Floor(port, [web.pid])


def throughput(door: Door, server: int, people: int, floor: Floor) -> None:
    """Signs people in who belong to the directory, each with the right password: the first time, and again."""
    everybody = [person for person in company(people).people if not person.has_left][:300]
    for what in ("first", "again"):
        shots = [door.shot(person.mail, password(person.login)) for person in everybody]
        before = processes.cpu_seconds(server)
        done = load.run(door.port, shots.__getitem__, requests=len(shots), connections=8)
        cpu = (processes.cpu_seconds(server) - before) / len(shots) * 1000
        p95, below = done.percentile(0.95), floor.cpu()
        said = f"{done.per_second:.0f} a second, p95 {p95:.0f} ms, CPU {cpu:.1f} ms each, floor {below:.1f}"
        print(f"{what}: {said}, {done.statuses}")


def equality(door: Door, rounds: int) -> None:
    """Compares wrong passwords for somebody and for nobody, in turn, at this portal and at the directory."""
    somebody = company(60).people[3]
    kinds = {"here": (KNOWN, "nobody{}@here.example"), "directory": (somebody.mail, "nobody{}@corp.example")}
    for place, (known, unknown) in kinds.items():
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        for number in range(rounds):
            for kind, name in (("known", known), ("unknown", unknown.format(number))):
                if kind == "known" and number % 4 == 0:
                    forget()
                shots = [door.shot(name, f"wrong-{number}-password")]
                done = load.run(door.port, shots.__getitem__, requests=1, connections=1)
                assert done.statuses == {422: 1}, done.statuses
                times[kind] += done.times
        medians = [statistics.median(times[kind]) * 1000 for kind in times]
        print(
            f"{place}: known {medians[0]:.1f} ms, unknown {medians[1]:.1f} ms, apart {abs(medians[0] - medians[1]):.1f}"
        )


def forget() -> None:
    """Forgets failures, so that nobody has to wait; it is not what is measured."""
    from auth.credentials.models import Failure

    with db.unit_of_work() as session:
        session.query(Failure).delete()


def pages(door: Door, what: str, *, waiting: int) -> None:
    """Has somebody who is signed in read, while others wait for the directory."""
    cookie = door.sign_in(KNOWN, SECRET)
    somebody = company(60).people[5]
    tries = [
        threading.Thread(
            target=load.run,
            args=(door.port, lambda _n: door.shot(somebody.mail, "x")),
            kwargs={"requests": 1, "connections": 1},
        )
        for _ in range(waiting)
    ]
    for one in tries:
        one.start()
    time.sleep(0.5)
    done = load.run(door.port, lambda _n: load.get("/home", cookie), requests=100, connections=1)
    still = sum(one.is_alive() for one in tries)
    for one in tries:
        one.join()
    print(
        f"{what}: p50 {done.median:.0f} ms, p95 {done.percentile(0.95):.0f} ms, {done.statuses}, {still} still waited"
    )


def main() -> None:
    """Starts directory and portal, and measures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=600)
    options.add_argument("--rounds", type=int, default=60)
    given = options.parse_args()
    url = postgres.database("bench_sign_in")
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as data, tempfile.TemporaryDirectory() as folder:
        create_app(Settings(env="development", data=Path(data), secret_key=KEY, database=url))
        schema.upgrade()
        accounts.create_local_account(email=KNOWN, name="Kay Known", password=SECRET)
        db.commit()
        with openldap.running(Path(folder), company(given.people)) as directory:
            for is_slow in (False, True):
                _measure(data, directory, given, is_slow=is_slow)
        db.session.remove()
        db.engine().dispose()
    postgres.drop("bench_sign_in")


def _measure(data: str, directory: openldap.Directory, given: argparse.Namespace, *, is_slow: bool) -> None:
    port = free_port()
    with slowed(directory.port) as late:
        address = f"ldap://localhost:{late}" if is_slow else directory.url
        said = {"ca": directory.ca, "base": openldap.BASE, "sync": openldap.SYNC, "secret": openldap.SYNC_SECRET}
        Path(data, "providers.toml").write_text(DOOR.format(url=address, **said))
        environment = {"FOYER_ENV": "development", "FOYER_DATA": data, "FOYER_PORT": str(port)}
        environment |= {"FOYER_WEB_PROCESSES": "2", "FOYER_SECRET_KEY": KEY, "FOYER_TRUSTED_PROXIES": "1"}
        environment |= {"FOYER_DATABASE": str(db.engine().url.render_as_string(hide_password=False))}
        environment |= {"FOYER_PROVIDERS": str(Path(data, "providers.toml"))}
        web = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", "wsgi:portal()"]
        with serving(web, port, environment) as server:
            door = Door(port)
            if is_slow:
                pages(door, "pages while 32 wait for a slow directory", waiting=32)
            else:
                with bare() as floor:
                    throughput(door, server.pid, given.people, floor)
                equality(door, given.rounds)
                pages(door, "pages while nobody waits", waiting=0)


if __name__ == "__main__":
    main()
