"""Reading the book."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select

from auth.audience import Actor
from auth.models import User
from portal.core import db, i18n
from portal.core.errors import Forbidden
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref
from portal.people import PersonCard, cards

from .forms import FilterForm
from .models import Entry
from .policy import may_read, readable

PAGE = 50
_BATCH = 1000
_CONFIDENTIAL = ("Reported", "ReportSettled")
"""Acts of which the person concerned does not learn who it was."""


class Told(NamedTuple):
    """An entry with the people in it; `by` is None where it was the portal itself or an account that is gone."""

    entry: Entry
    by: PersonCard | None
    person: PersonCard | None


def entries_about(subject: Ref, *, after: str | None = None, size: int = 50) -> Page:
    """Gives the entries about a subject, newest first. Whoever shows them answers for who may read them."""
    about = select(Entry).where(Entry.subject_kind == subject.kind, Entry.subject_id == subject.id)
    return paginate(about, order=[(Entry.id, "desc")], after=after, size=size)


def latest_entry() -> Entry | None:
    """Gives the newest entry of all."""
    return db.session.scalar(select(Entry).order_by(Entry.id.desc()).limit(1))


def entries(actor: Actor, wanted: FilterForm, after: str | None = None) -> Page:
    """Gives a stretch of the book, newest first. Raises Forbidden for those who may not read it."""
    if not may_read(actor):
        raise Forbidden
    return _told(paginate(_wanted(actor, wanted), order=[(Entry.id, "desc")], after=after, size=PAGE))


def concerning_me(actor: Actor, after: str | None = None) -> Page:
    """Gives what others have done that concerns the actor, newest first."""
    mine = select(Entry).where(
        Entry.person_id == actor.id, Entry.actor_id != actor.id, Entry.event.not_in(_CONFIDENTIAL)
    )
    return _told(paginate(mine, order=[(Entry.id, "desc")], after=after, size=PAGE))


def every_entry(actor: Actor, wanted: FilterForm) -> Iterator[Told]:
    """Gives all that is wanted, oldest first, a stretch at a time. Raises Forbidden."""
    if not may_read(actor):
        raise Forbidden
    last, found = 0, _wanted(actor, wanted).order_by(Entry.id).limit(_BATCH)
    while rows := db.session.scalars(found.where(Entry.id > last)).all():
        last = rows[-1].id
        yield from _with_people(list(rows))
        db.session.expunge_all()


def kinds_of_acts() -> list[str]:
    """Gives the names of all acts that stand in the book."""
    return list(db.session.scalars(select(Entry.event).distinct().order_by(Entry.event)))


def _told(page: Page) -> Page:
    return Page(_with_people(page.items), page.next, page.size)


def _with_people(rows: list[Entry]) -> list[Told]:
    known = cards([row.actor_id for row in rows] + [row.person_id for row in rows if row.person_id])
    return [Told(row, known.get(row.actor_id), known.get(row.person_id or 0)) for row in rows]


def _wanted(actor: Actor, wanted: FilterForm) -> Select[Entry]:
    found = select(Entry).where(readable(actor))
    if wanted.act:
        found = found.where(Entry.event == wanted.act)
    if wanted.by:
        found = found.where(Entry.actor_id.in_(_called(wanted.by)))
    if wanted.about:
        found = found.where(Entry.person_id.in_(_called(wanted.about)))
    if wanted.first:
        found = found.where(Entry.at >= i18n.midnight(wanted.first))
    if wanted.last:
        found = found.where(Entry.at < i18n.midnight(wanted.last + timedelta(days=1)))
    return found


def _called(words: str) -> Select[int]:
    said = words.strip().removeprefix("@")
    is_name = User.name.icontains(said, autoescape=True) | (User.slug == said.lower())
    return select(User.id).where(is_name | (func.lower(User.email) == said.lower()))
