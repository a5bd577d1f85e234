"""Accounts that were merged into another one, since the same person had both."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import db
from portal.core.db import Base, Id, UtcDateTime

from .models import User


class Merger(Base):
    """One account became part of another: it never opens again, and its address leads to the one that was kept."""

    __tablename__ = "auth_merger"

    gone_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_by: Mapped[int] = mapped_column(Id)


def kept_for(user_id: int) -> User | None:
    """Gives the account into which this one was merged, or None."""
    return db.session.scalar(select(User).join(Merger, Merger.kept_id == User.id).where(Merger.gone_id == user_id))
