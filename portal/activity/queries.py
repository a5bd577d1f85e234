"""Reading the feed, newest first."""

from typing import Any, NamedTuple

from sqlalchemy import select

from auth.audience import Actor, holds, holds_own
from portal.core.paging import paginate
from portal.core.subjects import Ref

from .models import Entry


class Stretch(NamedTuple):
    """One stretch of the feed: subjects, newest first, and the cursor of what is older."""

    refs: list[Ref]
    next: str | None


def stretch(
    actor: Actor, *, audience: str = "", mine: bool = False, after: str | None = None, size: int = 20
) -> Stretch:
    """Gives a stretch of what the actor may see: all of it, one audience, or with `mine` what is the actor's own."""
    statement: Any = select(Entry.subject_kind, Entry.subject_id, Entry.at, Entry.id)
    if audience:
        statement = statement.where(Entry.audience == audience)
    else:
        statement = statement.where(holds_own(actor, Entry.audience) if mine else holds(actor, Entry.audience))
    page = paginate(statement, order=[(Entry.at, "desc"), (Entry.id, "desc")], after=after, size=size)
    return Stretch([Ref(row.subject_kind, row.subject_id) for row in page.items], page.next)
