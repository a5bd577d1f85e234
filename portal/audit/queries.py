"""Reading the book."""

from sqlalchemy import select

from portal.core import db
from portal.core.paging import Page, paginate
from portal.core.subjects import Ref

from .models import Entry


def entries_about(subject: Ref, *, after: str | None = None, size: int = 50) -> Page:
    """Gives the entries about a subject, newest first. Whoever shows them answers for who may read them."""
    about = select(Entry).where(Entry.subject_kind == subject.kind, Entry.subject_id == subject.id)
    return paginate(about, order=[(Entry.id, "desc")], after=after, size=size)


def latest_entry() -> Entry | None:
    """Gives the newest entry of all."""
    return db.session.scalar(select(Entry).order_by(Entry.id.desc()).limit(1))
