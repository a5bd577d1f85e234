"""The runs in which stands what a source says bit by bit: one for all of an hour, and those that wait for people."""

from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from auth.models import User
from portal.core import clock, db

from .models import Change, Run

TOGETHER = timedelta(hours=1)
DONE, HELD = "calls", "held calls"
"""Triggers of runs: what was carried out when it was asked for, and what waits for people."""


def collecting(source: str) -> Run | None:
    """Gives the run in which the source's changes stand at present; its last hour has not passed."""
    found: Run | None = db.session.scalar(_recent(), {"source": source, "since": clock.now() - TOGETHER})
    return found


@cache
def _recent() -> Any:
    mine = select(Run).where(Run.source == bindparam("source"), Run.trigger == DONE, Run.state == "applied")
    return mine.where(Run.created_at > bindparam("since")).order_by(Run.id.desc()).limit(1)


def begin_run(source: str, trigger: str, state: str) -> Run:
    """Begins a run: of what was carried out (`applied`), or of what waits for people."""
    now = clock.now()
    run = Run(source=source, trigger=trigger, state=state, created_at=now, worked_at=now, read_at=now)
    run.finished_at = now if state == "applied" else None
    run.before = active_accounts(source) if state == "blocked" else 0
    db.session.add(run)
    db.session.flush()
    return run


def active_accounts(source: str) -> int:
    """Gives how many accounts of a source are open."""
    active = select(func.count()).select_from(User).where(User.is_active, User.source == source)
    return db.session.scalar(active) or 0


def count_changes(run: Run, changes: list[Change]) -> None:
    """Adds changes to what a run counts. It is held from now on until the transaction ends, so this comes late."""
    kinds = Counter(change.kind for change in changes)
    values: dict[str, Any] = {
        "more_total": sum(not change.kind.startswith("unit") for change in changes),
        "more_adds": kinds["add"],
        "more_changes": kinds["change"] + kinds["reactivate"],
        "more_removals": kinds["deactivate"],
        "more_units": sum(change.kind.startswith("unit") for change in changes),
    }
    values |= {"now": clock.now(), "run": run.id}
    db.session.execute(_counted(run.trigger), values, execution_options={"synchronize_session": False})


@cache
def _counted(trigger: str) -> Any:
    names = ("total", "adds", "changes", "removals", "units")
    values: dict[str, Any] = {name: getattr(Run, name) + bindparam(f"more_{name}") for name in names}
    values |= dict.fromkeys(("worked_at", "finished_at") if trigger == DONE else ("worked_at",), bindparam("now"))
    return update(Run).where(Run.id == bindparam("run")).values(values)
