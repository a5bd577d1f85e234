"""One reaction a person and subject."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime


class Reaction(Base):
    """What somebody felt about a subject, in one of six words. Counts stand on the subject's own row."""

    __tablename__ = "reactions_reaction"
    __table_args__ = (
        CheckConstraint("kind IN ('thumbs-up', 'heart', 'celebrate', 'clap', 'insight', 'laugh')", name="kind"),
        Index("ix_reactions_reaction_latest", "subject_kind", "subject_id", "created_at", "user_id"),
    )

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
