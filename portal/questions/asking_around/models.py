"""Which questions people are looked for, who was invited and why, and how often somebody wants to be."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, UtcDateTime

WEEKLY = 3
REASONS = ("answered", "named", "similar")


class Asking(Base):
    """A question that nobody has answered since `begun_at`.

    `stage` counts the steps that were taken, `due_at` is when the next is; None after the last one.
    """

    __tablename__ = "questions_asking"
    __table_args__ = (Index("ix_questions_asking_due", "due_at"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """Somebody is asked whether they know, because of `number` answers on `topic`, or of what they named."""

    __tablename__ = "questions_invitation"
    __table_args__ = (
        CheckConstraint("reason IN ('answered', 'named', 'similar')", name="reason"),
        Index("ix_questions_invitation_newest", "user_id", "at"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Readiness(Base):
    """How often a week somebody wants to be invited at most, 0 for never; and until which day not at all."""

    __tablename__ = "questions_readiness"
    __table_args__ = (CheckConstraint("weekly BETWEEN 0 AND 20", name="weekly"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    weekly: Mapped[int] = mapped_column(default=WEEKLY)
    away_until: Mapped[date | None] = mapped_column(Date)
