"""Reading threads: one statement a stretch, drawn from plain rows."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import String, and_, bindparam, or_, select, union

from auth.audience import Actor, Reader, held, holding
from auth.models import User
from portal.core import beside, clock, db, text
from portal.core.paging import Page, cursor, paginate
from portal.core.subjects import Ref
from portal.groups import moderates

from .models import Comment, Relocation
from .threads.moving import Trace, traces
from .threads.standing import Standing

STRETCH = 50
FAR = 8
MOST_NEWS = 50
_OVERLAP = timedelta(seconds=10)
_OLDEST: Any = ((Comment.thread_at, "asc"), (Comment.id, "asc"))


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
    is_new: bool = False


@dataclass
class Strand:
    """A comment and its replies. `first` is None where it was removed, or stands on the stretch before (`goes_on`)."""

    id: int
    first: CommentRow | None = None
    replies: list[CommentRow] = field(default_factory=list)
    goes_on: bool = False


@dataclass(frozen=True)
class Thread:
    """A stretch of what was said about a subject. `since` is the instant up to which it is complete.

    `first_new` is the first comment that the reader has not seen, `go_on` the query or fragment with which the page
    goes on where the reader stopped, `wait` says that a slow thread does not take the reader's next comment yet.
    """

    about: Ref
    strands: list[Strand]
    next: str | None
    since: datetime
    may_comment: bool
    key: str
    standing: Standing | None = None
    first_new: int | None = None
    go_on: str = ""
    wait: str = ""
    traces: tuple[Trace, ...] = ()

    @property
    def count(self) -> int:
        """How many comments the stretch shows."""
        return sum(len(strand.replies) + (strand.first is not None) for strand in self.strands)


def thread(
    actor: Actor,
    about: Ref,
    *,
    after: str | None = None,
    may_comment: bool = False,
    standing: Standing | None = None,
) -> Thread:
    """Gives a stretch of the comments about a subject that the caller has found visible, oldest first.

    With how the thread stands for the actor, it says what is new, where to go on, and whether one may write.
    """
    since = clock.now()
    given = holding(actor) | {"kind": about.kind, "about": about.id}
    page = paginate(_about(db.dialect()), order=_OLDEST, after=after, size=STRETCH, given=given)
    shown = list(_shown(actor, page.items, standing.seen_at if standing else None))
    strands = _strands(shown)
    if after and strands and strands[0].first is None:
        strands[0].goes_on = True
    found = Thread(about, strands, page.next, since, may_comment, new_key())
    if standing is None:
        return found
    new = next((row.id for row in shown if row.is_new), None)
    go_on = "" if after else _go_on(standing, page)
    gone = tuple(traces(actor, about)) if standing.has_moved and not after else ()
    may_comment = may_comment and standing.closed_at is None
    return replace(found, may_comment=may_comment, standing=standing, first_new=new, go_on=go_on, traces=gone)


def _go_on(standing: Standing, page: Page) -> str:
    """Where the reader stopped is worth a link when it is further down than what one sees at once."""
    place = (standing.place_at, standing.place_id)
    if standing.place_at is None or not page.items:
        return ""
    places = [(row.thread_at, row.id) for row in page.items]
    if place > places[-1]:
        return f"?after={cursor(place)}#comments" if page.next else ""
    behind = next((n for n, there in enumerate(places) if there > place), None)
    if behind is None:
        return f"?after={cursor(place)}#comments" if page.next else ""
    return f"#c{places[behind][1]}" if behind >= FAR else ""


@dataclass(frozen=True)
class News:
    """What changed in a thread since an instant: comments to show or show anew, and ids of those that went.

    `is_much` where there may be more than this: then the page is better loaded anew.
    """

    about: Ref
    rows: list[CommentRow]
    gone: list[int]
    since: datetime
    is_much: bool


def news(actor: Actor, about: Ref, since: datetime) -> News:
    """Gives what changed since the instant, oldest first, with a few seconds of overlap for commits on their way."""
    now = clock.now()
    behind = since - _OVERLAP
    given = holding(actor) | {"kind": about.kind, "about": about.id}
    changed = _about(db.dialect()).where(Comment.changed_at > behind).order_by(Comment.thread_at, Comment.id)
    rows = list(_shown(actor, db.session.execute(changed.limit(MOST_NEWS), given)))
    here = (Comment.subject_kind == about.kind, Comment.subject_id == about.id)
    removed = select(Comment.id).where(*here, Comment.changed_at > behind, Comment.removed_at.is_not(None))
    left = (Relocation.subject_kind == about.kind, Relocation.subject_id == about.id, Relocation.at > behind)
    gone = union(removed, select(Relocation.comment_id).where(*left)).limit(MOST_NEWS)
    return News(about, rows, sorted(db.session.scalars(gone)), now, len(rows) == MOST_NEWS)


def row_of(actor: Actor, comment_id: int) -> CommentRow | None:
    """Gives one comment as the actor sees it, or None."""
    found = _rows().where(Comment.id == comment_id)
    return next(_shown(actor, db.session.execute(found, holding(actor))), None)


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
    found = _rows().where(or_(Comment.id == first, Comment.parent_id == first)).order_by(Comment.id)
    strands = _strands(_shown(actor, db.session.execute(found.limit(10 * STRETCH), holding(actor))))
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


@lru_cache(maxsize=2)
def _about(_dialect: str) -> Any:
    """Wants what `holding` gives, and the subject as `kind` and `about`."""
    return _rows().where(
        Comment.subject_kind == bindparam("kind", type_=String), Comment.subject_id == bindparam("about", type_=db.Id)
    )


def _rows() -> Any:
    """Wants what `holding` gives."""
    mine = beside.column("reaction", Reader(), "comment", Comment.id)
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
        .where(held(Comment.audience), Comment.removed_at.is_(None))
    )


def _shown(actor: Actor, rows: Iterable[Any], seen_at: datetime | None = None) -> Iterator[CommentRow]:
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
            seen_at is not None and row.created_at > seen_at and not own,
        )


def _strands(rows: Iterable[CommentRow]) -> list[Strand]:
    strands: dict[int, Strand] = {}
    for row in rows:
        if row.parent_id is None:
            strands.setdefault(row.id, Strand(row.id)).first = row
        else:
            strands.setdefault(row.parent_id, Strand(row.parent_id)).replies.append(row)
    return list(strands.values())
