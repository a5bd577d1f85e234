"""Looks at the database and what lives in it: index, worker, jobs, accounts."""

import socket
from collections.abc import Iterator
from datetime import UTC, timedelta

from sqlalchemy import func, select, text

from portal.config import Settings
from portal.core import clock as our_clock
from portal.core import db, schema
from portal.ops.finding import Finding, State, short
from portal.ops.supervisor import answers

_LARGEST_DRIFT = timedelta(seconds=30)
_WORKER_SILENCE = timedelta(seconds=60)


def database(settings: Settings) -> Iterator[Finding]:
    """Whether the database answers and has this version's schema."""
    try:
        db.connect(settings.database_url)
        here, wanted = schema.current(), schema.newest()
    except Exception as error:
        yield Finding("database", "fault", f"does not answer: {short(error)}", "FOYER_DATABASE names its address.")
        return
    yield Finding("database", "ok", f"{db.dialect()} answers")
    if here == wanted:
        yield Finding("schema", "ok", f"{here}")
    else:
        yield Finding("schema", "fault", f"at {here or 'nothing'}, this version wants {wanted}", "foyer migrate")


def company(settings: Settings) -> Iterator[Finding]:
    """Whether the people in the database exist."""
    from portal.ops.demo import is_demo

    if not is_demo():
        yield Finding("company", "ok", "its own")
        return
    state: State = "fault" if settings.env == "production" else "ok"
    remedy = "FOYER_DATABASE or FOYER_DATA names another place, for an empty database." if state == "fault" else ""
    yield Finding("company", state, "a demo; its people do not exist", remedy)


def clock(_settings: Settings) -> Iterator[Finding]:
    """Whether this machine and the database agree on the time."""
    if db.dialect() == "sqlite":
        yield Finding("clock", "ok", f"{our_clock.now():%Y-%m-%d %H:%M} UTC")
        return
    with db.engine().connect() as connection:
        theirs = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    drift = abs(theirs.astimezone(UTC) - our_clock.now())
    state: State = "ok" if drift < _LARGEST_DRIFT else "fault"
    remedy = "" if state == "ok" else "Let both machines ask the same time server: timedatectl set-ntp true"
    yield Finding("clock", state, f"{drift.total_seconds():.0f} s from the database's", remedy)


def index(_settings: Settings) -> Iterator[Finding]:
    """Whether the search index was made by this version's analysis."""
    import search

    if search.is_current():
        yield Finding("search index", "ok", "fits this version")
    else:
        remedy = "The worker does it within ten minutes; at once: foyer reindex"
        yield Finding("search index", "note", "has not been built for this version yet", remedy)


def worker(settings: Settings) -> Iterator[Finding]:
    """Whether background work is being done."""
    from portal.core.jobs import Heartbeat

    with db.reading() as session:
        last = session.scalar(select(Heartbeat.at).where(Heartbeat.name == "worker"))
    if last is not None and our_clock.now() - last < _WORKER_SILENCE:
        yield Finding("worker", "ok", "is at work")
        return
    says = "has never worked" if last is None else f"was last seen {last:%Y-%m-%d %H:%M} UTC"
    state: State = "fault" if settings.env == "production" else "note"
    yield Finding("worker", state, says, "systemctl start foyer-worker, or: foyer worker")


def jobs(_settings: Settings) -> Iterator[Finding]:
    """Whether work has failed or waits too long."""
    from portal.core.jobs import Job

    with db.reading() as session:
        failed = session.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0
        late = session.scalar(
            select(func.count()).where(Job.failed_at.is_(None), Job.run_at < our_clock.now() - timedelta(minutes=15))
        )
    if failed:
        yield Finding("jobs", "note", f"{failed} have failed for good", "The table core_job holds their errors.")
    if late:
        yield Finding("jobs", "note", f"{late} have waited for more than 15 minutes", "Is the worker running?")
    if not failed and not late:
        yield Finding("jobs", "ok", "none is late, none has failed")


def administrator(settings: Settings) -> Iterator[Finding]:
    """Whether anybody may look after the installation."""
    from auth.roles import count_admins

    with db.reading():
        there = count_admins()
    if there:
        yield Finding("administrators", "ok", f"{there}")
    else:
        state: State = "fault" if settings.env == "production" else "note"
        yield Finding("administrators", state, "nobody looks after the installation", "foyer create-admin")


def web(settings: Settings) -> Iterator[Finding]:
    """Whether the portal answers."""
    place = f"{settings.host}, port {settings.port}"
    if answers(settings.host, settings.port):
        yield Finding("web", "ok", f"answers on {place}")
    else:
        remedy = "systemctl start foyer-web, or: foyer up"
        yield Finding("web", "note", f"does not answer on {place} ({socket.gethostname()})", remedy)
