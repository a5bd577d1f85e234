"""Announcements as the index of the search sees them: both languages in one document."""

from collections.abc import Iterator

from sqlalchemy import select

from auth.audience import NOBODY
from auth.models import User
from portal.attachments import contents_on, names_on
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Announcement

BATCH = 500


def document(announcement: Announcement) -> Document | None:
    """Gives the document of an announcement; None for one that was withdrawn."""
    if announcement.audience == NOBODY:
        return None
    author = db.session.scalar(select(User.name).where(User.id == announcement.author_id)) or ""
    return _document(announcement, author)


def documents() -> Iterator[Document]:
    """Gives the documents of all announcements, in ascending order of id."""
    after = 0
    while True:
        rows = (
            select(Announcement, User.name)
            .join(User, User.id == Announcement.author_id)
            .where(Announcement.id > after, Announcement.audience != NOBODY)
            .order_by(Announcement.id)
            .limit(BATCH)
        )
        batch = list(db.session.execute(rows))
        if not batch:
            return
        for announcement, author in batch:
            yield _document(announcement, author)
        after = batch[-1][0].id
        db.session.expunge_all()


def _document(announcement: Announcement, author: str) -> Document:
    subject = Ref("announcement", announcement.id)
    return Document(
        ref=subject,
        audience=announcement.audience,
        title=" · ".join(filter(None, (announcement.title, announcement.other_title))),
        body="\n".join(filter(None, (announcement.plain, announcement.other_plain))),
        at=announcement.published_at,
        author=author,
        names=names_on(subject) if announcement.has_files else "",
        files=contents_on(subject) if announcement.has_files else "",
        group=announcement.audience if announcement.audience.startswith("group:") else None,
    )
