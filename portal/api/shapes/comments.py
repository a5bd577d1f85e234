"""Comments and reactions as the API gives them."""

from datetime import datetime
from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import comments, reactions
from portal.core.errors import NotFound
from portal.core.subjects import Ref

from .common import Listing, Shape, Versioned
from .people import Author, author


class Comment(Versioned):
    """What somebody said about a subject; `parent_id` is the comment that it answers."""

    id: int
    parent_id: int | None
    html: str
    created_at: datetime
    edited_at: datetime | None
    reactions: dict[str, int]
    my_reaction: str | None
    author: Author
    may_edit: bool
    may_remove: bool
    url: str


class Comments(Listing[Comment]):
    """A stretch of a thread, oldest first, every answer behind what it answers."""


class WholeComment(Comment):
    """A comment with what it stands under, and the words as they were written, in Markdown."""

    about: str
    body: str


class Reactor(Shape):
    """Somebody who reacted."""

    kind: str
    at: datetime
    person: Author


class Reactions(Listing[Reactor]):
    """Who reacted, the latest first, with the counts of all and the reader's own reaction."""

    counts: dict[str, int]
    mine: str | None


class Reacted(Shape):
    """What the reactions to a subject are now."""

    counts: dict[str, int]
    mine: str | None


def thread(actor: Actor, about: Ref, after: str) -> Comments:
    """Gives a stretch of what was said about a subject. Raises NotFound for one unseen or without comments."""
    comments.subject_of(actor, about)
    said = comments.thread(actor, about, after=after or None)
    rows = [row for strand in said.strands for row in ([strand.first] if strand.first else []) + strand.replies]
    return Comments(items=[Comment(**_said(row)) for row in rows], next=said.next)


def comment(actor: Actor, comment_id: int) -> WholeComment:
    """Gives one comment. Raises NotFound."""
    kept = get(actor, comments.Comment, comment_id)
    row = comments.row_of(actor, comment_id)
    if row is None:
        raise NotFound
    about = Ref(kept.subject_kind, kept.subject_id)
    return WholeComment(**_said(row), about=str(about), body=kept.body)


def _said(row: comments.CommentRow) -> dict[str, Any]:
    same = ("id", "parent_id", "version", "created_at", "edited_at", "reactions", "may_edit", "may_remove")
    said: dict[str, Any] = {name: getattr(row, name) for name in same}
    wrote = author(row.author_id, row.slug, row.name, row.title, row.photo)
    address = {"url": f"/comments/{row.id}", "href": f"/api/v1/comments/{row.id}"}
    return said | address | {"html": str(row.html), "my_reaction": row.mine, "author": wrote}


def reacted(actor: Actor, about: Ref, after: str) -> Reactions:
    """Gives who reacted to a subject. Raises NotFound."""
    thing = reactions.subject_of(actor, about)
    page = reactions.people_who_reacted(about, after=after or None)
    people = [
        Reactor(kind=row.kind, at=row.created_at, person=author(row.user_id, row.slug, row.name, row.title, row.photo))
        for row in page.items
    ]
    return Reactions(items=people, next=page.next, counts=thing.reactions, mine=reactions.mine(actor, about))
