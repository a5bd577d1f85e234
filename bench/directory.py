"""How long a directory of 10,000 people and 500 groups takes, in how much memory, and how many sign in a second.

    python -m bench.directory [--people 10000] [--groups 500] [--part read|sync|sign-in]

Runs an OpenLDAP of its own. Each part runs in a process of its own; memory is its peak of resident memory, in MB of
10^6 bytes. Sign-ins are checks of name and password by two processes of four threads each, without any page.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tests.counterparts import openldap
from tests.counterparts.company import company

if TYPE_CHECKING:
    from auth.providers.contract import Provider

PARTS = ("read", "sync", "sign-in")
_PROCESSES, _THREADS = 2, 4


def provider(folder: str) -> "Provider":
    """The provider of the server that runs in the folder."""
    from tests.auth.directories import provider as of
    from tests.auth.directories import settings

    port, secure_port = Path(folder, "ports").read_text().split()
    directory = openldap.Directory(Path(folder), int(port), int(secure_port))
    return of(settings(directory, people_base=openldap.PEOPLE))


def peak() -> float:
    """The most memory that this process had so far, in MB of 10^6 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def read(folder: str, _people: int) -> None:
    """Reads everybody, and keeps nobody."""
    from auth.provisioning.directory import people

    given = provider(folder).settings
    before, begin = peak(), time.perf_counter()
    found = sum(1 for _ in people(given))
    print(f"read: {found} people in {time.perf_counter() - begin:.1f} s, peak {peak():.0f} MB ({before:.0f} before)")


def sync(folder: str, _people: int) -> None:
    """Plans and carries out twice, on SQLite."""
    from auth.providers import store
    from auth.provisioning import models as _models  # noqa: F401  (its tables)
    from auth.provisioning import runs, sources
    from auth.provisioning.apply import apply
    from auth.provisioning.plan import plan
    from portal.app import create_app
    from portal.config import Settings
    from portal.core import db, schema

    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as data:
        create_app(Settings(env="test", data=Path(data), secret_key="for measuring alone"))
        schema.upgrade()
        settings = provider(folder).settings
        with db.unit_of_work():
            plain = settings.model_dump(exclude={"bind_password"})
            store.keep("corp", "ldap", plain, {"bind_password": openldap.SYNC_SECRET})
            sources.ensure_source("corp", "directory", "Directory")
        for word in ("first", "second"):
            begin = time.perf_counter()
            with db.unit_of_work():
                run_id = runs.begin(sources.source("corp"), "by hand").id
            plan(run_id)
            planned = time.perf_counter() - begin
            with db.unit_of_work():
                run = runs.get_run(run_id)
                state = run.state
                if state in ("ready", "blocked"):
                    run.state, run.brake = "ready", ""
                    runs.start(0, run_id)
            while state != "same" and apply(run_id):
                pass
            whole = time.perf_counter() - begin
            print(f"sync: {word} {whole:.1f} s, of which plan {planned:.1f} s ({state}), peak {peak():.0f} MB")
        db.session.remove()
        db.engine().dispose()


def sign_in(folder: str, people: int) -> None:
    """Checks right passwords."""
    logins = [person.login for person in company(people).people]
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for count in (_PROCESSES * 20, 600):  # the first is for warming up
            shares = [logins[start : count + start : _PROCESSES] for start in range(_PROCESSES)]
            begin = time.perf_counter()
            times = sorted(chain.from_iterable(pool.map(_checked, [folder] * _PROCESSES, shares)))
            seconds = time.perf_counter() - begin
    late = times[int(len(times) * 0.95)] * 1000
    print(
        f"sign-in: {len(times) / seconds:.0f} a second, p50 {times[len(times) // 2] * 1000:.0f} ms, p95 {late:.0f} ms"
    )


def _checked(folder: str, logins: list[str]) -> list[float]:
    from auth.providers.ldap_sign_in import check
    from tests.counterparts.company import password

    given = provider(folder)

    def one(login: str) -> float:
        begin = time.perf_counter()
        check(given, login, password(login))
        return time.perf_counter() - begin

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(one, logins))


def main() -> None:
    """Starts the server and each part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--groups", type=int, default=500)
    options.add_argument("--part", choices=PARTS, action="append")
    options.add_argument("--folder", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.folder:
        {"read": read, "sync": sync, "sign-in": sign_in}[given.part[0]](given.folder, given.people)
        return
    with tempfile.TemporaryDirectory(prefix="foyer-bench-ldap-") as folder:
        of = company(given.people, max(0, given.groups - len(company(given.people).groups)))
        with openldap.running(Path(folder), of):
            for part in given.part or PARTS:
                words = ["--part", part, "--folder", folder, "--people", str(given.people)]
                subprocess.run([sys.executable, "-m", "bench.directory", *words], check=True)


if __name__ == "__main__":
    main()
