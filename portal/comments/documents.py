"""Comments as the search index sees them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from auth.models import User
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Comment

_BATCH = 500


def document(comment: Comment) -> Document | None:
    """Gives the document of a comment, or None when it was removed."""
    if comment.removed_at is not None:
        return None
    author = db.session.scalar(select(User.name).where(User.id == comment.author_id))
    return _document(comment, author or "")


def documents() -> Iterator[Document]:
    """Gives the documents of all comments, read in batches."""
    last = 0
    while True:
        next_ones = _columns().where(Comment.id > last).order_by(Comment.id).limit(_BATCH)
        rows = db.session.execute(next_ones).all()
        if not rows:
            return
        for row in rows:
            yield _document(row, row.author)
        last = rows[-1].id


def documents_of(ids: Sequence[int]) -> Iterator[Document]:
    """Gives the documents of these comments, read in batches."""
    for start in range(0, len(ids), _BATCH):
        some = _columns().where(Comment.id.in_(ids[start : start + _BATCH]))
        for row in db.session.execute(some).all():
            yield _document(row, row.author)


def group_of(audience: str) -> str | None:
    """Gives the group under which a comment with this audience is found."""
    return audience if audience.startswith("group:") else None


def _columns() -> Any:
    shown = Comment.id, Comment.audience, Comment.plain, Comment.created_at, Comment.language
    columns = select(*shown, User.name.label("author")).join(User, User.id == Comment.author_id)
    return columns.where(Comment.removed_at.is_(None))


def _document(row: Any, author: str) -> Document:
    return Document(
        ref=Ref("comment", row.id),
        audience=row.audience,
        title="",
        body=row.plain,
        at=row.created_at,
        author=author,
        language=row.language,
        group=group_of(row.audience),
    )
