"""What people reported, and who asked to read it without seeing it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime
from portal.core.subjects import Ref

_OPEN = text("settled_at IS NULL")
_RUNNING = text("state IN ('asked', 'agreed')")


class Report(Base):
    """Somebody asks to have a subject looked at. Once a person and subject; who it was is told to nobody."""

    __tablename__ = "reports_report"
    __table_args__ = (
        UniqueConstraint("reporter_id", "subject_kind", "subject_id"),
        Index("ix_reports_report_subject", "subject_kind", "subject_id"),
        Index("ix_reports_report_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reading(Base):
    """Somebody who does not see what was reported asks to read it; a second person agrees or declines.

    `place` is the audience that the thing had then: what stands elsewhere by now is asked for anew. `state` is asked,
    agreed, declined or ended; `ending` says why it ended. One that was agreed to is opened once, and then good until
    `ends_at`.
    """

    __tablename__ = "reports_reading"
    __table_args__ = (
        Index(
            "uq_reports_reading_running",
            "asker_id",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_reports_reading_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    place: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"))
    word: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[str] = mapped_column(String(12), default="")

    @property
    def subject(self) -> Ref:
        """What is to be read."""
        return Ref(self.subject_kind, self.subject_id)
