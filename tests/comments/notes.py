"""A throw-away kind of subject, with a base of its own so that the portal's schema does not know it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from auth.audience import HasAudience
from auth.policy import rule
from portal.core import db, subjects


class ThrowAway(DeclarativeBase):
    metadata = MetaData()


class Note(HasAudience, ThrowAway):
    """Something to say something about."""

    __tablename__ = "test_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="Shift plan")
    is_open: Mapped[bool] = mapped_column(default=True)
    reactions: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


@rule("comment", Note)
@rule("react", Note)
def is_open(actor, note) -> bool:
    return note.is_open


@contextmanager
def known() -> Iterator[None]:
    """Makes the table, and the kind known, for a while."""
    ThrowAway.metadata.create_all(db.session.connection())
    db.session.commit()
    subjects.add(
        "note",
        Note,
        title=lambda note: note.title,
        url=lambda note: f"/groups?note={note.id}",
        traits=["comments", "reactions", "attachments"],
    )
    try:
        yield
    finally:
        subjects._kinds.pop("note")


def make_note(audience: str = "everyone", **columns) -> Note:
    note = Note(audience=audience, **columns)
    db.session.add(note)
    db.session.commit()
    return note
