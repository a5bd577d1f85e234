"""The book of acts of power."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

_UNSEALED = text("number IS NULL")


class Entry(Base):
    """Who did what to whom, and why. Entries are only ever added; triggers of the database refuse everything else.

    `actor_id` 0 is the portal itself; it has no foreign key, so that an entry outlives the account. `person_id` is
    whom it concerns. `details` holds what the event said besides. `number`, `previous` and `hash` are set once, right
    before the commit: they chain the entries.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entry_unsealed", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
        Index("uq_audit_entry_number", "number", unique=True),
        Index("ix_audit_entry_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int] = mapped_column(Id, index=True)
    event: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    audience: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    number: Mapped[int | None] = mapped_column(Id)
    previous: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))
