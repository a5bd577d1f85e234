"""Reading threads: one statement a stretch, drawn from plain rows."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import and_, or_, select

from auth.audience import Actor, holds
from auth.models import User
from portal.core import beside, clock, db, text
from portal.core.paging import paginate
from portal.core.subjects import Ref

from .models import Comment
from .policy import moderates

STRETCH = 50
MOST_NEWS = 50
_OVERLAP = timedelta(seconds=10)


class CommentRow(NamedTuple):
    """A comment as it is shown to one reader: with its author's card, counts, own reaction and rights."""

    id: int
    parent_id: int | None
    html: Markup
    version: int
    created_at: datetime
    edited_at: datetime | None
    reactions: dict[str, int]
    author_id: int
    name: str
    slug: str
    photo: str | None
    title: str
    mine: str | None
    may_edit: bool
    may_remove: bool


@dataclass
class Strand:
    """A comment and its replies. `first` is None where it was removed, or stands on the stretch before (`goes_on`)."""

    id: int
    first: CommentRow | None = None
    replies: list[CommentRow] = field(default_factory=list)
    goes_on: bool = False


@dataclass(frozen=True)
class Thread:
    """A stretch of what was said about a subject. `since` is the instant up to which it is complete."""

    about: Ref
    strands: list[Strand]
    next: str | None
    since: datetime
    may_comment: bool
    key: str

    @property
    def count(self) -> int:
        """How many comments the stretch shows."""
        return sum(len(strand.replies) + (strand.first is not None) for strand in self.strands)


def thread(actor: Actor, about: Ref, *, after: str | None = None, may_comment: bool = False) -> Thread:
    """Gives a stretch of the comments about a subject that the caller has found visible, oldest first."""
    since = clock.now()
    order: Any = [(Comment.thread_at, "asc"), (Comment.id, "asc")]
    page = paginate(rows_about(actor, about), order=order, after=after, size=STRETCH)
    strands = _strands(_shown(actor, page.items))
    if after and strands and strands[0].first is None:
        strands[0].goes_on = True
    return Thread(about, strands, page.next, since, may_comment, new_key())


@dataclass(frozen=True)
class News:
    """What changed in a thread since an instant: comments to show or show anew, and ids of those that went."""

    about: Ref
    rows: list[CommentRow]
    gone: list[int]
    since: datetime


def news(actor: Actor, about: Ref, since: datetime) -> News:
    """Gives what changed since the instant, oldest first, with a few seconds of overlap for commits on their way."""
    now = clock.now()
    behind = since - _OVERLAP
    changed = rows_about(actor, about).where(Comment.changed_at > behind).order_by(Comment.thread_at, Comment.id)
    rows = list(_shown(actor, db.session.execute(changed.limit(MOST_NEWS))))
    removed = select(Comment.id).where(
        Comment.subject_kind == about.kind,
        Comment.subject_id == about.id,
        Comment.changed_at > behind,
        Comment.removed_at.is_not(None),
    )
    return News(about, rows, list(db.session.scalars(removed.order_by(Comment.id).limit(MOST_NEWS))), now)


def row_of(actor: Actor, comment_id: int) -> CommentRow | None:
    """Gives one comment as the actor sees it, or None."""
    found = _rows(actor).where(Comment.id == comment_id)
    return next(_shown(actor, db.session.execute(found)), None)


def is_early(comment: Comment) -> bool:
    """Whether the comment stands on the first stretch of its thread."""
    before = select(Comment.id).where(
        Comment.subject_kind == comment.subject_kind,
        Comment.subject_id == comment.subject_id,
        Comment.removed_at.is_(None),
        or_(
            Comment.thread_at < comment.thread_at,
            and_(Comment.thread_at == comment.thread_at, Comment.id < comment.id),
        ),
    )
    return len(db.session.scalars(before.limit(STRETCH)).all()) < STRETCH


def strand_of(actor: Actor, comment: Comment) -> Strand:
    """Gives the comment's whole strand: what it answers, and what stands beside it."""
    first = comment.parent_id or comment.id
    found = _rows(actor).where(or_(Comment.id == first, Comment.parent_id == first)).order_by(Comment.id)
    strands = _strands(_shown(actor, db.session.execute(found.limit(10 * STRETCH))))
    return strands[0]


def own_row(actor: Actor, comment: Comment) -> CommentRow:
    """Gives what the actor has just written as it is shown, without asking the database again."""
    return CommentRow(
        comment.id,
        comment.parent_id,
        text.shown(comment.html),
        comment.version,
        comment.created_at,
        comment.edited_at,
        comment.reactions,
        actor.id,
        actor.name,
        actor.slug,
        actor.photo,
        actor.title,
        None,
        True,
        True,
    )


def new_key() -> str:
    """Gives a key that makes one form one comment, however often it is sent."""
    return secrets.token_hex(8)


def rows_about(actor: Actor, about: Ref) -> Any:
    """Selects the comments about a subject as rows for `CommentRow`."""
    return _rows(actor).where(Comment.subject_kind == about.kind, Comment.subject_id == about.id)


def _rows(actor: Actor) -> Any:
    mine = beside.column("reaction", actor, "comment", Comment.id)
    return (
        select(
            Comment.id,
            Comment.parent_id,
            Comment.html,
            Comment.version,
            Comment.created_at,
            Comment.edited_at,
            Comment.reactions,
            Comment.author_id,
            Comment.audience,
            Comment.thread_at,
            User.name,
            User.slug,
            User.photo,
            User.title,
            mine.label("mine"),
        )
        .join(User, User.id == Comment.author_id)
        .where(holds(actor, Comment.audience), Comment.removed_at.is_(None))
    )


def _shown(actor: Actor, rows: Iterable[Any]) -> Iterator[CommentRow]:
    for row in rows:
        own = row.author_id == actor.id
        yield CommentRow(
            row.id,
            row.parent_id,
            text.shown(row.html),
            row.version,
            row.created_at,
            row.edited_at,
            row.reactions,
            row.author_id,
            row.name,
            row.slug,
            row.photo,
            row.title,
            row.mine,
            own,
            own or moderates(actor, row.audience),
        )


def _strands(rows: Iterable[CommentRow]) -> list[Strand]:
    strands: dict[int, Strand] = {}
    for row in rows:
        if row.parent_id is None:
            strands.setdefault(row.id, Strand(row.id)).first = row
        else:
            strands.setdefault(row.parent_id, Strand(row.parent_id)).replies.append(row)
    return list(strands.values())
