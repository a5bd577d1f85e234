"""A subject of one kind turned into another. Kinds say how they are read and made; none knows another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from auth.audience import Actor
from auth.policy import get, require
from portal.core import db, events, subjects
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import LazyText, _
from portal.core.subjects import Ref

from .events import SubjectTurned
from .models import Comment, Turn
from .threads.moving import chosen, move_comments


class Words(NamedTuple):
    """What there is to a subject of any kind: who wrote it, for whom, when, and what."""

    origin: Ref
    author_id: int
    audience: str
    title: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Turnable:
    """A kind that can be turned into others: `words` reads a row, `make` makes one, `give_up` takes one from sight."""

    label: LazyText
    words: Callable[[Any], Words]
    make: Callable[[Words], Any]
    give_up: Callable[[Actor, Any], None]


_kinds: dict[str, Turnable] = {}


def turnable(name: str, kind: Turnable) -> None:
    """Registers how a kind of subject is read, made and given up."""
    _kinds[name] = kind


def choices(about: Ref) -> list[tuple[str, LazyText]]:
    """Gives what a subject could become, with the words for it."""
    return [(name, kind.label) for name, kind in _kinds.items() if name != about.kind] if about.kind in _kinds else []


def turn(actor: Actor, about: Ref, into: str) -> Any:
    """Has a subject go on as one of another kind, with its comments, by the same author and for the same people.

    Gives the new one. Raises NotFound, Forbidden for who does not moderate there, Invalid for no such kind, and what
    the kinds refuse.
    """
    thing: Any = get(actor, subjects.get(about.kind).model, about.id)
    require(actor, "moderate", thing)
    if into not in dict(choices(about)):
        raise Invalid("kind", _("Choose one of the options."))
    words = _kinds[about.kind].words(thing)
    new = _kinds[into].make(words)
    here = (Comment.subject_kind == about.kind, Comment.subject_id == about.id, Comment.removed_at.is_(None))
    if ids := list(db.session.scalars(select(Comment.id).where(*here))):
        move_comments(actor, thing, chosen(about, ids), new)
    _kinds[about.kind].give_up(actor, thing)
    place = subjects.ref(new)
    db.session.add(Turn(kind=about.kind, number=about.id, into_kind=place.kind, into_number=place.id))
    db.session.flush()
    said: dict[str, Any] = {"actor_id": actor.id, "subject": place, "audience": words.audience}
    events.publish(SubjectTurned(**said, origin=about, author_id=words.author_id))
    return new


def gone_on(actor: Actor, about: Ref) -> str:
    """Gives the address at which what was turned goes on, as far as the actor may see it. Raises NotFound."""
    found = db.session.get(Turn, (about.kind, about.id))
    while found is not None and (later := db.session.get(Turn, (found.into_kind, found.into_number))) is not None:
        found = later
    if found is None:
        raise NotFound
    kind = subjects.get(found.into_kind)
    return kind.url(get(actor, kind.model, found.into_number))
