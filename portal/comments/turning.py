"""A subject of one kind turned into another. Kinds say how they are read and made; none knows another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

import search
from auth.audience import NOBODY, Actor, move
from auth.policy import get, require
from portal.core import clock, db, events, subjects, text
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import LazyText, _
from portal.core.subjects import Ref
from portal.people import mentionable

from .documents import document
from .events import SubjectTurned
from .models import Comment, Turn
from .threads.moving import everything_said, move_comments


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
    """A kind that can be turned into others: `words` reads a row, `make` makes one, `give_up` takes one from sight.

    Before that `gather` has what else was said there stand as comments, and gives who said it; `take_up` has comments
    of a new one be again what they once were. `note` says to who turns one what becomes of it.
    """

    label: LazyText
    words: Callable[[Any], Words]
    make: Callable[[Words], Any]
    give_up: Callable[[Actor, Any], None]
    gather: Callable[[Any], set[int]] | None = None
    take_up: Callable[[Actor, Any], None] | None = None
    note: LazyText | None = None


_kinds: dict[str, Turnable] = {}


def turnable(name: str, kind: Turnable) -> None:
    """Registers how a kind of subject is read, made and given up."""
    _kinds[name] = kind


def choices(about: Ref) -> list[tuple[str, LazyText]]:
    """Gives what a subject could become, with the words for it."""
    return [(name, kind.label) for name, kind in _kinds.items() if name != about.kind] if about.kind in _kinds else []


def note(about: Ref) -> LazyText | None:
    """Gives what is to be said to who turns such a subject into another one."""
    return _kinds[about.kind].note if about.kind in _kinds else None


def turn(actor: Actor, about: Ref, into: str) -> Any:
    """Has a subject go on as one of another kind, with its comments, by the same author and for the same people.

    Gives the new one. Raises NotFound, Forbidden for who does not moderate there, Invalid for no such kind, and what
    the kinds refuse.
    """
    thing: Any = get(actor, subjects.get(about.kind).model, about.id)
    require(actor, "moderate", thing)
    if into not in dict(choices(about)):
        raise Invalid("kind", _("Choose one of the options."))
    former, later = _kinds[about.kind], _kinds[into]
    words = former.words(thing)
    others = former.gather(thing) if former.gather is not None else set()
    new = later.make(words)
    if comments := everything_said(about):
        move_comments(actor, thing, comments, new)
    former.give_up(actor, thing)
    place = subjects.ref(new)
    _lead(about, place)
    if later.take_up is not None:
        later.take_up(actor, new)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": place, "audience": words.audience}
    events.publish(SubjectTurned(**said, origin=about, author_id=words.author_id, author_ids=tuple(sorted(others))))
    return new


def _lead(about: Ref, place: Ref) -> None:
    """Has the address of a subject lead to another one."""
    db.session.add(Turn(kind=about.kind, number=about.id, into_kind=place.kind, into_number=place.id))
    db.session.flush()


def become_comment(said: Words, about: Ref, *, first_at: datetime | None = None, language: str = "") -> Comment:
    """Has what stood by itself be a comment under a subject, with the comments on it as replies, and gives it.

    It stands among the others by its time, or by `first_at`. Nobody is told: it was said before.
    """
    rendered = text.render(said.body, mentionable)
    comment = Comment(
        subject_kind=about.kind,
        subject_id=about.id,
        thread_at=first_at or said.at,
        author_id=said.author_id,
        audience=said.audience,
        body=said.body,
        html=rendered.html,
        plain=rendered.plain,
        tags=list(rendered.tags),
        language=language,
        created_at=said.at,
        changed_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    hanging = update(Comment).where(Comment.subject_kind == said.origin.kind, Comment.subject_id == said.origin.id)
    place = {"subject_kind": about.kind, "subject_id": about.id}
    moved = hanging.values(**place, parent_id=comment.id, thread_at=comment.thread_at)
    db.session.execute(moved.execution_options(synchronize_session=False))
    _lead(said.origin, subjects.ref(comment))
    found = document(comment)
    if found is not None:
        search.put(found)
    return comment


def comments_once(kind: str, about: Ref) -> list[Comment]:
    """Gives the comments under a subject that once were something of that kind, in their order."""
    was = (Turn.kind == kind, Turn.into_kind == "comment", Turn.into_number == Comment.id)
    here = (Comment.subject_kind == about.kind, Comment.subject_id == about.id, Comment.removed_at.is_(None))
    found = select(Comment).where(*here, select(Turn.number).where(*was).exists())
    return list(db.session.scalars(found.order_by(Comment.thread_at, Comment.id)))


def leave_thread(actor: Actor, comment: Comment, place: Ref) -> int:
    """Has a comment be something else from now on, with its replies as comments on that; gives how many came along."""
    comment.removed_at = comment.changed_at = clock.now()
    move(actor, comment, NOBODY)
    replies = update(Comment).where(Comment.parent_id == comment.id, Comment.removed_at.is_(None))
    there = {"subject_kind": place.kind, "subject_id": place.id}
    moved = replies.values(**there, parent_id=None, thread_at=Comment.created_at).returning(Comment.id)
    came = db.session.scalars(moved.execution_options(synchronize_session=False)).all()
    _lead(subjects.ref(comment), place)
    return len(came)


def gone_on(actor: Actor, about: Ref) -> str:
    """Gives the address at which what was turned goes on, as far as the actor may see it. Raises NotFound."""
    found = db.session.get(Turn, (about.kind, about.id))
    while found is not None and (later := db.session.get(Turn, (found.into_kind, found.into_number))) is not None:
        found = later
    if found is None:
        raise NotFound
    kind = subjects.get(found.into_kind)
    return kind.url(get(actor, kind.model, found.into_number))
