"""Posts as the index of the search sees them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from auth.audience import NOBODY
from auth.models import User
from portal.attachments import contents_on, names_on
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Post

BATCH = 500


def document(post: Post) -> Document | None:
    """Gives the document of a post; None for one that was removed, and for a card, which shows another one."""
    if post.audience == NOBODY or post.is_card:
        return None
    author = db.session.scalar(select(User.name).where(User.id == post.author_id)) or ""
    return _document(post, author)


def documents() -> Iterator[Document]:
    """Gives the documents of all posts, in ascending order of id."""
    after = 0
    while batch := _batch(after):
        for post, author in batch:
            yield _document(post, author)
        after = batch[-1][0].id
        db.session.expunge_all()


def _batch(after: int) -> list[Any]:
    statement = (
        select(Post, User.name)
        .join(User, User.id == Post.author_id)
        .where(Post.id > after, Post.audience != NOBODY, Post.html != "")
        .order_by(Post.id)
        .limit(BATCH)
    )
    return list(db.session.execute(statement))


def _document(post: Post, author: str) -> Document:
    subject = Ref("post", post.id)
    return Document(
        ref=subject,
        audience=post.audience,
        title=post.title,
        body=post.plain,
        at=post.published_at,
        tags=tuple(post.tags),
        author=author,
        names=names_on(subject) if post.has_files else "",
        files=contents_on(subject) if post.has_files else "",
        group=post.audience if post.audience.startswith("group:") else None,
    )
