"""The rows of the feed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, UtcDateTime


class Entry(HasAudience, Base):
    """One subject in the feed: who began it, when, and who may see it."""

    __tablename__ = "activity_entry"
    __table_args__ = (
        Index("ix_activity_entry_newest", "at", "id"),
        Index("ix_activity_entry_audience_newest", "audience", "at", "id"),
        Index("uq_activity_entry_subject", "subject_kind", "subject_id", unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
