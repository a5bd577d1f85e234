"""A table of 50,000 people: planning it, carrying it out, planning it again, a page of the preview; time and memory."""

import csv
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from auth.provisioning import runs, sources
from auth.provisioning.apply import apply
from auth.provisioning.models import Run
from auth.provisioning.plan import plan
from bench.databases import portal_on
from portal.core import db, storage
from portal.core.web import Portal
from tests.browser_client import Browser
from tests.factories import make_user


def table(path: Path, count: int) -> None:
    """Writes a table of a company with twenty sites and 400 departments."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Personalnummer", "Vorname", "Nachname", "E-Mail", "Abteilung", "Standort", "Führungskraft"])
        for n in range(count):
            department = f"Division {n % 20} > Department {n % 400}"
            lead = "" if n < 400 else str(n % 400)
            writer.writerow([n, f"Given{n}", f"Family{n}", f"p{n}@example.com", department, f"Site {n % 20}", lead])


def _measured(what: str, count: int, work: Iterator[None]) -> None:
    begin = time.perf_counter()
    for _step in work:
        pass
    took = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:28} {took:7.1f} s {count / took:8.0f}/s  {memory:4d} MB at most", flush=True)


def _planned(path: Path) -> Iterator[None]:
    with db.unit_of_work():
        digest = storage.put(path.read_bytes())
        runs.begin(sources.ensure_source("table", "table", "Table"), "upload", file=digest)
    yield
    plan(_latest())


def _latest() -> int:
    with db.reading() as session:
        return session.scalar(select(func.max(Run.id))) or 0


def _page(kind: str, app: Portal) -> None:
    hanna = make_user("Hanna HR", roles=("hr-admin",))
    browser = Browser(app, hanna)
    url, times = f"/admin/sync/{_latest()}", []
    for _n in range(21):
        begin = time.perf_counter()
        assert browser.get(url).status_code == 200
        times.append(time.perf_counter() - begin)
    print(f"{kind}: a page of the preview {sorted(times[1:])[-2] * 1000:.0f} ms at p95", flush=True)


def _applied(run_id: int) -> Iterator[None]:
    with db.unit_of_work():
        runs.start(0, run_id)
    while apply(run_id):
        yield


def measure(kind: str, count: int, apply_count: int) -> None:
    """Prints the figures for one database."""
    with portal_on(kind, "bench_provisioning") as app:
        path = app.settings.data / "people.csv"
        table(path, count)
        _measured(f"{kind}: plan {count}", count, _planned(path))
        _page(kind, app)
        table(path, apply_count)
        _measured(f"{kind}: plan {apply_count}", apply_count, _planned(path))
        _measured(f"{kind}: apply {apply_count}", apply_count, _applied(_latest()))
        _measured(f"{kind}: plan without changes", apply_count, _planned(path))


if __name__ == "__main__":
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    for database in (sys.argv[1],) if len(sys.argv) > 1 else ("sqlite", "postgresql"):
        measure(database, many, many // 25)
