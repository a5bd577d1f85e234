"""Comments as the search index sees them."""

from collections.abc import Iterator
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
    columns = select(
        Comment.id, Comment.audience, Comment.plain, Comment.created_at, Comment.language, User.name.label("author")
    ).join(User, User.id == Comment.author_id)
    last = 0
    while True:
        next_ones = columns.where(Comment.id > last, Comment.removed_at.is_(None)).order_by(Comment.id).limit(_BATCH)
        rows = db.session.execute(next_ones).all()
        if not rows:
            return
        for row in rows:
            yield _document(row, row.author)
        last = rows[-1].id


def _document(row: Any, author: str) -> Document:
    return Document(
        ref=Ref("comment", row.id),
        audience=row.audience,
        title="",
        body=row.plain,
        at=row.created_at,
        author=author,
        language=row.language,
        group=row.audience if row.audience.startswith("group:") else None,
    )
