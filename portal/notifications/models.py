"""What was said to whom, what a person does not want to hear, and which threads are muted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime


class Notice(Base):
    """One notification. While unread, repeats with the same `fold` join it: `actor_ids` are the latest people.

    `people` counts the different people, `audience` is the key without which it is not shown. `mailed_at` is the `at`
    up to which a mail tells of it.
    """

    __tablename__ = "notifications_notice"
    __table_args__ = (
        Index("ix_notifications_notice_list", "user_id", "at", "id"),
        Index("ix_notifications_notice_about", "about_kind", "about_id", "user_id"),
        Index(
            "uq_notifications_notice_fold",
            "user_id",
            "fold",
            unique=True,
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    notice: Mapped[str] = mapped_column(String(120))
    about_kind: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int] = mapped_column(Id)
    audience: Mapped[str] = mapped_column(String(64))
    fold: Mapped[str] = mapped_column(String(120))
    actor_ids: Mapped[list[int]] = mapped_column(Json)
    people: Mapped[int] = mapped_column(default=1)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Setting(Base):
    """Somebody's own choice for a kind; without a row the kind's default holds."""

    __tablename__ = "notifications_setting"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_on: Mapped[bool]


class Mute(Base):
    """A subject, such as a thread, that somebody does not want to hear of any more."""

    __tablename__ = "notifications_mute"
    __table_args__ = (Index("ix_notifications_mute_about", "about_kind", "about_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    about_id: Mapped[int] = mapped_column(Id, primary_key=True)
