"""What people reported."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime


class Report(Base):
    """Somebody asks to have a subject looked at. Once a person and subject; who it was is told to nobody."""

    __tablename__ = "reports_report"
    __table_args__ = (
        UniqueConstraint("reporter_id", "subject_kind", "subject_id"),
        Index("ix_reports_report_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
