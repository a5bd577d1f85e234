"""Comments that go on under another subject, and the traces that lead from their old places to the new ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from auth.audience import Actor, holds
from auth.policy import require
from portal.core import clock, db, events, subjects
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..events import CommentsMoved
from ..models import Comment, Relocation

MOST = 200


class Trace(NamedTuple):
    """Comments that have stood here and go on elsewhere; title and address of where, if the reader may see it."""

    comment_ids: list[int]
    title: str
    url: str
    at: datetime


def chosen(origin: Ref, ids: Iterable[int]) -> list[Comment]:
    """Gives the chosen comments about a subject, each with all its replies, in the order of the thread.

    Raises Invalid where nothing of it stands there.
    """
    wanted = sorted(set(ids))[:MOST]
    standing = (Comment.subject_kind == origin.kind, Comment.subject_id == origin.id, Comment.removed_at.is_(None))
    found = select(Comment).where(*standing, Comment.id.in_(wanted) | Comment.parent_id.in_(wanted))
    comments = list(db.session.scalars(found.order_by(Comment.thread_at, Comment.id).with_for_update()))
    if not comments:
        raise Invalid("comments", _("Choose at least one comment."))
    return comments


def everything_said(origin: Ref) -> list[Comment]:
    """Gives all comments about a subject, however many, in the order of the thread."""
    standing = (Comment.subject_kind == origin.kind, Comment.subject_id == origin.id, Comment.removed_at.is_(None))
    found = select(Comment).where(*standing).order_by(Comment.thread_at, Comment.id).with_for_update()
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def move_comments(actor: Actor, subject: Any, comments: Sequence[Comment], target: Any) -> None:
    """Has comments of a subject that the actor moderates go on under another one for the same people.

    A reply whose comment stays behind begins a strand of its own.
    """
    require(actor, "moderate", subject)
    origin, place = subjects.ref(subject), subjects.ref(target)
    now, going = clock.now(), {comment.id for comment in comments}
    for comment in comments:
        comment.subject_kind, comment.subject_id = place
        comment.audience, comment.changed_at = target.audience, now
        if comment.parent_id is not None and comment.parent_id not in going:
            comment.parent_id, comment.thread_at = None, comment.created_at
    db.session.flush()
    _leave_traces(origin, place, going, now)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": place, "audience": target.audience}
    events.publish(CommentsMoved(**said, origin=origin, comment_ids=tuple(sorted(going))))


def _leave_traces(origin: Ref, place: Ref, going: set[int], now: datetime) -> None:
    # Also removed replies follow the comment that they answer: there is no thread without its beginning.
    hanging = update(Comment).where(Comment.parent_id.in_(sorted(going)), Comment.id.not_in(sorted(going)))
    moved = hanging.values(subject_kind=place.kind, subject_id=place.id)
    db.session.execute(moved.execution_options(synchronize_session=False))
    for comment_id in sorted(going):
        row = {"comment_id": comment_id, "subject_kind": origin.kind, "subject_id": origin.id, "at": now}
        db.upsert(Relocation, row, keys=("comment_id", "subject_kind", "subject_id"), update={"at": now})


def traces(actor: Actor, about: Ref) -> list[Trace]:
    """Gives what has stood under a subject and stands elsewhere now, as far as the actor may see it there."""
    went = (Relocation.subject_kind == about.kind, Relocation.subject_id == about.id)
    found = select(Comment.id, Comment.subject_kind, Comment.subject_id, Relocation.at)
    found = found.join(Relocation, Relocation.comment_id == Comment.id).where(*went, holds(actor, Comment.audience))
    by_place: dict[Ref, list[Any]] = {}
    for row in db.session.execute(found.order_by(Relocation.at, Comment.id).limit(MOST)):
        place = Ref(row.subject_kind, row.subject_id)
        if place != about:
            by_place.setdefault(place, []).append(row)
    return [trace for place, rows in by_place.items() if (trace := _trace(actor, place, rows)) is not None]


def _trace(actor: Actor, place: Ref, rows: list[Any]) -> Trace | None:
    kind = subjects.get(place.kind)
    thing: Any = db.session.get(kind.model, place.id)
    if thing is None or not actor.holds(thing.audience):
        return None
    return Trace([row.id for row in rows], kind.title(thing), kind.url(thing), rows[-1].at)
