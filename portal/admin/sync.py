"""Sources and their runs, as the page of all of them lists them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from auth.audience import Actor
from auth.models import User
from auth.provisioning import limits, sources
from auth.provisioning.models import Run, Source
from portal.core import clock
from portal.core.errors import Forbidden
from portal.core.paging import Page, paginate

from .policy import looks_after_people


class Past(NamedTuple):
    """A run in the history; `can_undo` until its days of grace are over."""

    run: Run
    label: str
    by: str | None
    can_undo: bool


def past(actor: Actor, *, after: str | None = None) -> Page:
    """Gives all runs, the latest first. Raises Forbidden."""
    if not looks_after_people(actor):
        raise Forbidden
    statement: Any = select(Run, Source.label, User.name, Run.id).join(Source, Source.key == Run.source)
    statement = statement.outerjoin(User, User.id == Run.made_by)
    page = paginate(statement, order=[(Run.id, "desc")], after=after, size=30)
    return Page([Past(row[0], row[1], row[2], can_undo(row[0])) for row in page.items], page.next, page.size)


def can_undo(run: Run) -> bool:
    """Whether a run can still be taken back."""
    return run.state == "applied" and run.finished_at is not None and undo_until(run) > clock.now()


def undo_until(run: Run) -> datetime:
    """Gives until when a run can be taken back."""
    return (run.finished_at or run.created_at) + limits.limits().undo


def all_sources(actor: Actor) -> list[tuple[Source, bool]]:
    """Gives the sources, each with whether it can be asked at any time. Raises Forbidden."""
    if not looks_after_people(actor):
        raise Forbidden
    return [(source, sources.can_be_read(source)) for source in sources.all_sources()]
