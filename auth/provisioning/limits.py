"""The safety net: how many may leave at once, how long a preview holds, how long a run can be taken back."""

from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from portal.config import Settings
from portal.core import clock, db

from .models import Change, Run

WINDOW = timedelta(days=1)
"""Many small runs within this time count as a large one where nobody looks at each."""


class Limits(NamedTuple):
    """A run that takes more accounts out than `removals`, or more than `share` percent, stops."""

    share: float = 5.0
    removals: int = 20
    preview: timedelta = timedelta(hours=12)
    undo: timedelta = timedelta(days=30)
    leavers: str = "keep"
    language: str = "de"


_limits = Limits()


def configure(settings: Settings) -> None:
    """Takes what is set."""
    global _limits
    _limits = Limits(
        settings.provisioning_share,
        settings.provisioning_removals,
        timedelta(hours=settings.provisioning_preview_hours),
        timedelta(days=settings.provisioning_undo_days),
        settings.leavers_name,
        settings.default_language,
    )


def limits() -> Limits:
    """Gives what is set."""
    return _limits


def share_of(run: Run) -> float:
    """Gives which share of the source's active accounts the run would close, in percent."""
    return 100.0 * run.removals / run.before if run.before else 0.0


def brake_of(run: Run, *, has_nameless: bool, lately: int = 0) -> str:
    """Says why a run stops and needs a second person, or nothing.

    `has_nameless` tells of faulty rows that do not say whom they mean: somebody may look gone who is not. `lately` is
    how many accounts were closed shortly before without anybody having looked at it.
    """
    if run.before and not run.total:
        return "empty"
    if run.total * 2 < run.before:
        return "halved"
    if not run.removals:
        return ""
    return brake_on(run.removals + lately, among=run.before + lately) or ("nameless" if has_nameless else "")


def closed_lately(source: str, trigger: str) -> int:
    """Gives how many accounts runs that were begun in this way have closed within a day, without a second person."""
    return db.session.scalar(_closed(), {"source": source, "trigger": trigger, "since": clock.now() - WINDOW}) or 0


@cache
def _closed() -> Any:
    closed = (Change.kind == "deactivate", Change.applied_at > bindparam("since"), Change.state == "applied")
    by = (Run.source == bindparam("source"), Run.trigger == bindparam("trigger"), Run.released_by.is_(None))
    return select(func.count()).select_from(Change).join(Run, Run.id == Change.run_id).where(*closed, *by)


def brake_on(removals: int, *, among: int) -> str:
    """Says why so many accounts among those that are active may not be closed without a second person, or nothing."""
    if removals > _limits.removals:
        return "number"
    return "share" if among and 100.0 * removals / among > _limits.share else ""
