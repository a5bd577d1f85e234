"""Reading the feed, newest first: one statement a stretch, built once."""

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, select

from auth.audience import Actor, held, held_own, holding
from portal.core import clock, db
from portal.core.paging import paginate
from portal.core.subjects import Ref

from .models import Entry

_NEWEST: Any = ((Entry.at, "desc"), (Entry.id, "desc"))


class Stretch(NamedTuple):
    """One stretch of the feed: subjects, newest first, the cursor of what is older, and whether `besides` may hold."""

    refs: list[Ref]
    next: str | None
    besides: bool


def stretch(
    actor: Actor,
    *,
    audience: str = "",
    mine: bool = False,
    after: str | None = None,
    size: int = 20,
    besides: ColumnElement[bool] | None = None,
) -> Stretch:
    """Gives a stretch of what the actor may see: all of it, one audience, or with `mine` what is the actor's own.

    `besides`, one for all calls, is asked in the same statement, at the parameter `now`; nobody knows it of an empty
    stretch, of which it may hold.
    """
    given = holding(actor) | {"audience": audience, "now": clock.now()}
    statement = _entries("one" if audience else "mine" if mine else "open", besides, db.dialect())
    page = paginate(statement, order=_NEWEST, after=after, size=size, given=given)
    may_hold = besides is not None and (not page.items or page.items[0][-1])
    return Stretch([Ref(row.subject_kind, row.subject_id) for row in page.items], page.next, may_hold)


@lru_cache(maxsize=16)
def _entries(whose: Literal["one", "mine", "open"], besides: ColumnElement[bool] | None, _dialect: str) -> Select[Any]:
    """Wants what `holding` gives, `audience` and `now`."""
    more: Any = () if besides is None else (besides.label("besides"),)
    columns: Any = (Entry.subject_kind, Entry.subject_id, Entry.at, Entry.id, *more)
    statement: Select[Any] = select(*columns)
    if whose == "one":
        return statement.where(Entry.audience == bindparam("audience"))
    return statement.where(held_own(Entry.audience) if whose == "mine" else held(Entry.audience))
