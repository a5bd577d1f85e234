"""What each person wants to get by mail and when, the mails themselves, and those that came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

DIGESTS = ("daily", "weekly", "off")
CHOICES = ("now", "digest", "off")
_WAITING = text("state = 'waiting'")
_FAILED = text("state = 'failed'")


class Setting(Base):
    """How one person gets mail. Every active account with an address has a row.

    `digest_day` counts from Monday, `digest_minute` from midnight in the person's zone; an empty `time_zone` is the
    company's. `windows` are the hours in which mail may come: none means always, several take turns week by week,
    the first one in the week of `rotates_from`. `paused_at` is set when mails kept coming back.
    """

    __tablename__ = "mail_setting"
    __table_args__ = (
        CheckConstraint("digest IN ('daily', 'weekly', 'off')", name="digest"),
        Index("ix_mail_setting_next", "next_digest_at", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(8), default="daily")
    digest_day: Mapped[int] = mapped_column(default=0)
    digest_minute: Mapped[int] = mapped_column(default=420)
    time_zone: Mapped[str] = mapped_column(String(64), default="")
    windows: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    rotates_from: Mapped[date | None]
    next_digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Choice(Base):
    """How somebody gets one kind of notification by mail; without a row the kind's default holds."""

    __tablename__ = "mail_choice"
    __table_args__ = (CheckConstraint("choice IN ('now', 'digest', 'off')", name="choice"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(8))


class Message(Base):
    """One mail to one person: which notices it tells of. Its words are found when it is sent, never before.

    `about` names the thread of a mail that tells of one thing. `items` are ids of notices, each with the subject that
    caused it; `more` counts those for which there is no room. `state`: `waiting` until `due_at`, then `sent`, `dropped`
    (nothing left to tell) or `failed`. While a worker has it in hand, `due_at` lies ahead: should the worker die,
    another one takes it then.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'dropped', 'failed')", name="state"),
        Index("ix_mail_message_due", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_mail_message_thread", "user_id", "about_kind", "about_id", "id"),
        Index("ix_mail_message_created", "created_at"),
        Index("ix_mail_message_failed", "created_at", sqlite_where=_FAILED, postgresql_where=_FAILED),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None] = mapped_column(Id)
    items: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    more: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Bounce(Base):
    """A mail came back for good; one row a mail, however often it is said."""

    __tablename__ = "mail_bounce"
    __table_args__ = (Index("ix_mail_bounce_user", "user_id", "at"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")
