"""Files in lists: those of a place, and the actor's own with what takes up room."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from auth.audience import NOBODY, Actor, holds
from auth.models import User
from portal.core import db, subjects
from portal.core.errors import NotFound
from portal.core.paging import Page, paginate

from . import setup
from .models import Attachment
from .queries import File, shown, used_by

SIZE = 30


class Listed(NamedTuple):
    """A file in a list: who sent it and when, and what it hangs on. `place` is empty while it hangs nowhere."""

    file: File
    at: datetime
    person: str
    slug: str
    place: str
    place_url: str


class Room(NamedTuple):
    """How much room somebody's files take up, in bytes; `most` 0 is no limit."""

    used: int
    most: int

    @property
    def percent(self) -> int:
        """The share that is used, from 0 to 100."""
        return min(100, round(100 * self.used / self.most)) if self.most else 0


def files_in(actor: Actor, audience: str, *, kind: str = "", after: str | None = None) -> Page:
    """Gives the files of a place, newest first, as far as the actor may see them. Raises NotFound for a bad cursor."""
    rows: Any = select(Attachment).where(
        Attachment.audience == audience,
        Attachment.subject_kind.is_not(None),
        Attachment.state != "refused",
        holds(actor, Attachment.audience),
    )
    if kind:
        rows = rows.where(Attachment.kind == kind)
    return _listed(actor, paginate(rows, order=[(Attachment.id, "desc")], after=after, size=SIZE))


def my_files(actor: Actor, *, after: str | None = None) -> Page:
    """Gives what the actor has sent, the largest first."""
    own = Attachment.uploaded_by == actor.id
    rows: Any = select(Attachment).where(own, Attachment.audience != NOBODY)
    order: Any = [(Attachment.size, "desc"), (Attachment.id, "desc")]
    return _listed(actor, paginate(rows, order=order, after=after, size=SIZE))


def room_of(actor: Actor) -> Room:
    """Gives how much room the actor's files take up."""
    return Room(used_by(actor.id), setup.quota())


def _listed(actor: Actor, page: Page) -> Page:
    rows: list[Attachment] = page.items
    people = _people({row.uploaded_by for row in rows})
    places = _places(actor, rows)
    nobody, nowhere = ("", ""), ("", "")
    items = [
        Listed(
            shown(row),
            row.created_at,
            *people.get(row.uploaded_by, nobody),
            *places.get((row.subject_kind, row.subject_id), nowhere),
        )
        for row in rows
    ]
    return Page(items, page.next, page.size)


def _people(ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = select(User.id, User.name, User.slug).where(User.id.in_(sorted(ids)))
    return {row.id: (row.name, row.slug) for row in db.session.execute(rows)} if ids else {}


def _places(actor: Actor, rows: Iterable[Attachment]) -> dict[tuple[str | None, int | None], tuple[str, str]]:
    """One statement a kind of subject, of which there are few."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_kind is not None and row.subject_id is not None:
            wanted.setdefault(row.subject_kind, set()).add(row.subject_id)
    found: dict[tuple[str | None, int | None], tuple[str, str]] = {}
    for name, ids in sorted(wanted.items()):
        try:
            kind = subjects.get(name)
        except NotFound:
            continue
        model: Any = kind.model
        things = select(model).where(model.id.in_(sorted(ids)), holds(actor, model.audience))
        for thing in db.session.scalars(things):
            found[name, thing.id] = (kind.title(thing), kind.url(thing))
    return found
