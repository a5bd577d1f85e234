"""The drafts of one person, and which uploads they wait with."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from auth.audience import EVERYONE, Actor
from auth.models import Unit
from portal.core import db, text
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, paginate
from portal.groups import names_of

from . import sorts
from .models import Draft

SIZE = 20
SHOWN = 1000  # characters of a text that are made ready for a line of the list
MOST_DUE = 100


class Row(NamedTuple):
    """A draft as the list shows it."""

    id: int
    word: str
    title: str
    words: str
    where: str
    url: str
    device: str
    updated_at: datetime
    due_at: datetime | None
    zone: str
    problem: str
    beside: int | None


def draft_of(actor: Actor, draft_id: int, *, removed: bool = False) -> Draft:
    """Loads one of the actor's drafts. Raises NotFound."""
    draft = db.session.get(Draft, draft_id) if draft_id < 2**53 else None
    if draft is None or draft.user_id != actor.id or (draft.removed_at is not None) != removed:
        raise NotFound
    return draft


@lru_cache(maxsize=1)
def _latest() -> Any:
    here = (Draft.user_id == bindparam("reader"), Draft.place == bindparam("place"))
    open_ones = select(Draft).where(*here, Draft.removed_at.is_(None), Draft.due_at.is_(None))
    return open_ones.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(1)


def latest_at(actor: Actor, place: str) -> Draft | None:
    """Gives what the actor wrote last on this form, on whatever device, and has not sent."""
    found: Draft | None = db.session.scalar(_latest(), {"reader": actor.id, "place": place})
    return found


def drafts(actor: Actor, after: str | None = None) -> Page:
    """Gives the actor's open drafts, the latest first."""
    mine = select(Draft).where(Draft.user_id == actor.id, Draft.removed_at.is_(None), Draft.due_at.is_(None))
    page = paginate(mine, order=[(Draft.updated_at, "desc"), (Draft.id, "desc")], after=after, size=SIZE)
    return Page(_rows(page.items), page.next, page.size)


def scheduled(actor: Actor) -> list[Row]:
    """Gives what of the actor's goes out by itself, the next first."""
    mine = select(Draft).where(Draft.user_id == actor.id, Draft.removed_at.is_(None), Draft.due_at.is_not(None))
    return _rows(db.session.scalars(mine.order_by(Draft.due_at, Draft.id).limit(MOST_DUE)))


def _rows(found: Iterable[Draft]) -> list[Row]:
    kept = list(found)
    names = _places(draft.audience for draft in kept)
    return [_row(draft, names.get(draft.audience, "")) for draft in kept]


def _row(draft: Draft, where: str) -> Row:
    sort = sorts.find(draft.sort)
    words = text.render(draft.body[:SHOWN]).plain
    title = draft.title or text.excerpt(words, 80) or _("Without words yet")
    shown = (title, text.excerpt(words, 160) if draft.title else "")
    return Row(
        draft.id,
        str(sort.label),
        *shown,
        where,
        sort.page(draft),
        draft.device,
        updated_at=draft.updated_at,
        due_at=draft.due_at,
        zone=draft.zone,
        problem=draft.problem,
        beside=draft.beside,
    )


def _places(keys: Iterable[str]) -> dict[str, str]:
    wanted = set(keys)
    units = sorted(int(key[5:]) for key in wanted if key.startswith("unit:") and key[5:].isdigit())
    names = {key: card.name for key, card in names_of(wanted).items()} | {EVERYONE: _("Whole company")}
    if units:
        rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
        names |= {f"unit:{row.id}": row.name for row in rows}
    return names


def named_files(limit: int = 5000) -> set[int]:
    """Gives the uploads that drafts wait with, so that nobody throws them away."""
    some = select(Draft.files).where(Draft.removed_at.is_(None), Draft.has_files)
    return {number for files in db.session.scalars(some.limit(limit)) for number in files}
