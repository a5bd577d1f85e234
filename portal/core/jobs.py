"""Background work: rows in the same database, so a job exists exactly when the change that asked for it does.

Delivery is at least once: a worker takes a job, and the deletion of its row commits together with what the job wrote.
What a dead worker had taken is released by another one (`workers.py`). A job that fails is tried again with growing
pauses, and after eight attempts it stays for an administrator with its error.
"""

import json
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast, overload

from sqlalchemy import Index, String, Text, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, db

log = logging.getLogger(__name__)

ATTEMPTS = 8
LEASE = timedelta(minutes=5)


_TAKEN = text("worker <> 0")


class Job(db.Base):
    """One piece of work that waits, is taken, or has failed for good.

    `worker` is the number of the worker that has taken it, 0 while none has; then `run_at` is when that worker was
    last heard of, and five minutes. Without a number the job is leased until `run_at`, as by commands.
    """

    __tablename__ = "core_job"
    __table_args__ = (
        Index("ix_core_job_due", "run_at", "id", postgresql_where=text("failed_at IS NULL")),
        Index("ix_core_job_worker", "worker", sqlite_where=_TAKEN, postgresql_where=_TAKEN),
        Index("uq_core_job_key", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(db.Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    args: Mapped[dict[str, Any]] = mapped_column(db.Json)
    key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(db.UtcDateTime)
    run_at: Mapped[datetime] = mapped_column(db.UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_at: Mapped[datetime | None] = mapped_column(db.UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)


class Heartbeat(db.Base):
    """When a periodic task ran last, and when a worker last said that it lives."""

    __tablename__ = "core_heartbeat"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(db.UtcDateTime)


@dataclass(frozen=True)
class Task:
    """A function that jobs can name."""

    function: Callable[..., None]
    transaction: bool


F = TypeVar("F", bound=Callable[..., None])
_tasks: dict[str, Task] = {}
_periodic: dict[str, timedelta] = {}


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@overload
def job(function: F) -> F: ...
@overload
def job(*, transaction: bool) -> Callable[[F], F]: ...
def job(function: F | None = None, *, transaction: bool = True) -> Any:
    """Makes a function with JSON arguments runnable as a job; it must be safe to run twice.

    It runs inside a unit of work, unless `transaction=False`: then it opens short ones of its own, and it may wait for
    servers outside, since a worker gives such jobs a thread of theirs.
    """

    def register(target: F) -> F:
        _tasks[_name(target)] = Task(target, transaction)
        return target

    return register(function) if function else register


def every(**interval: float) -> Callable[[F], F]:
    """Makes a function without arguments a job that comes back after each interval; takes timedelta's arguments."""

    def register(target: F) -> F:
        _tasks.setdefault(_name(target), Task(target, True))
        _periodic[_name(target)] = timedelta(**interval)
        return target

    return register


def enqueue(
    function: Callable[..., None], *, key: str | None = None, pause: timedelta | None = None, **args: Any
) -> None:
    """Asks for the function to be run: a `key` folds it into an equal job that still waits, a `pause` holds it back.

    Raises LookupError for a function that is no job.
    """
    name = _name(function)
    if name not in _tasks:
        raise LookupError(f"{name} is not a job")
    json.dumps(args)
    now = clock.now()
    row = {"name": name, "args": args, "created_at": now, "run_at": now + (pause or timedelta()), "attempts": 0}
    row["key"] = None if key is None else f"{name}|{key}"[:200]
    db.session.execute(_folding(db.dialect()), row)


def still_waiting(function: Callable[..., None], keys: Iterable[str]) -> list[str]:
    """Gives those of the keys for which the function waits to be run."""
    names = {f"{_name(function)}|{key}"[:200]: key for key in keys}
    return [names[key] for key in db.session.scalars(select(Job.key).where(Job.key.in_(names))) if key]


@cache
def _folding(dialect: str) -> Any:
    assert dialect == db.dialect()
    jobs = cast(Any, Job.__table__)  # the table: a row, not an object
    return db.insert(jobs).on_conflict_do_nothing(index_elements=["key"])


def claim(limit: int = 1, *, slow: bool | None = None, worker: int = 0) -> list[int]:
    """Gives up to so many due jobs to the worker, and their ids; commits. A job that is taken frees its key.

    `slow` limits it to jobs without a transaction around them, or to the others.
    """
    now = clock.now()
    due = (
        select(Job.id)
        .where(Job.failed_at.is_(None), Job.run_at <= now, Job.worker == 0, *lane(slow))
        .order_by(Job.run_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    lease = (
        update(Job)
        .where(Job.id.in_(due.scalar_subquery()))
        .values(run_at=now + LEASE, attempts=Job.attempts + 1, key=None, worker=worker)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    with db.unit_of_work() as session:
        return sorted(session.scalars(lease))


def lane(slow: bool | None) -> list[Any]:
    """Gives the SQL conditions for slow jobs, which have no transaction around them, for the others, or for all."""
    names = [name for name, task in _tasks.items() if not task.transaction]
    return [] if slow is None else [Job.name.in_(names) if slow else Job.name.not_in(names)]


def run(job_id: int, *, worker: int = 0) -> bool:
    """Runs one job that the worker has taken, and still has; its row goes in the same transaction.

    Gives False when it failed and waits again.
    """
    mine = (Job.id == job_id, Job.worker == worker)
    try:
        with db.unit_of_work() as session:
            row = session.execute(select(Job.name, Job.args).where(*mine)).one_or_none()
            if row is None:
                return True
            task = _tasks[row.name]
            if task.transaction:
                taken = session.execute(delete(Job).where(*mine).returning(Job.id)).one_or_none()
                if taken is not None:
                    task.function(**row.args)
                return True
        task.function(**row.args)
        with db.unit_of_work() as session:
            session.execute(delete(Job).where(*mine))
        return True
    except Exception:
        log.exception("job %s", job_id)
        _postpone(mine, traceback.format_exc())
        return False


def _postpone(mine: tuple[Any, ...], error: str) -> None:
    with db.unit_of_work() as session:
        row = session.scalar(select(Job).where(*mine))
        if row is None:
            return
        row.error, row.worker = error[-4000:], 0
        row.run_at = clock.now() + timedelta(seconds=5 * 3**row.attempts)
        if row.attempts >= ATTEMPTS:
            row.failed_at = clock.now()


def start_periodic() -> None:
    """Enqueues every periodic job whose interval has passed; safe to call from several workers."""
    now = clock.now()
    with db.unit_of_work() as session:
        last = {row.name: row.at for row in session.execute(select(Heartbeat.name, Heartbeat.at))}
        for name, interval in _periodic.items():
            if name not in last or last[name] + interval <= now:
                db.upsert(Heartbeat, {"name": name, "at": now}, keys=("name",), update={"at": now})
                enqueue(_tasks[name].function, key="periodic")
        db.upsert(Heartbeat, {"name": "worker", "at": now}, keys=("name",), update={"at": now})


def run_all(limit: int = 10_000) -> int:
    """Runs what is due until nothing is; gives the number of runs. For tests and commands."""
    done = 0
    while done < limit and (ids := claim(20)):
        for job_id in ids:
            run(job_id)
            done += 1
    return done
