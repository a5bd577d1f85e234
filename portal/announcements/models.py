"""Announcements, the audiences that they go to, who has read them, and who writes in whose name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, Json, UtcDateTime

TITLE = 150
BODY = 20_000
NAME = 80


class Audience(Base):
    """A combination that somebody sends to: people who meet one criterion of each kind. Without criteria: everybody.

    `digest` tells equal combinations of one owner. One with a `name` was saved to be used again. Its key is held once
    it `is_used`; `opened_at` is when the people in it were told that they hold it.
    """

    __tablename__ = "announcements_audience"
    __table_args__ = (Index("uq_announcements_audience_same", "owner_id", "digest", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    digest: Mapped[str] = mapped_column(String(64))
    kinds: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME), default="")
    is_used: Mapped[bool] = mapped_column(default=False, index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Criterion(Base):
    """One thing to be: `value` is `unit:12`, `group:7` or a language."""

    __tablename__ = "announcements_criterion"
    __table_args__ = (
        CheckConstraint("kind IN ('department', 'site', 'language', 'group')", name="kind"),
        Index("ix_announcements_criterion_value", "value", "audience_id", "kind"),
    )

    audience_id: Mapped[int] = mapped_column(
        ForeignKey("announcements_audience.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(String(32), primary_key=True)


class Sender(Base):
    """Who holds an audience's key without being in it: the author, and in whose name it was sent."""

    __tablename__ = "announcements_sender"

    audience_id: Mapped[int] = mapped_column(
        ForeignKey("announcements_audience.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)


class Announcement(HasAudience, Base):
    """Something that people should know, in one language or two.

    `html` is sanitised when it is written, `plain` are its words. `reached` is the number of people at sending;
    `people_count`, `read_count` and `confirmed_count` are counted now and then. `follows_id` is what it follows up.
    """

    __tablename__ = "announcements_announcement"
    __table_args__ = (
        CheckConstraint(f"length(body) <= {BODY + 1000}", name="body"),
        CheckConstraint(f"length(other_body) <= {BODY + 1000}", name="other_body"),
        Index("uq_announcements_announcement_sent", "author_id", "client_key", unique=True),
        Index("ix_announcements_announcement_newest", "published_at", "id"),
        Index("ix_announcements_announcement_pinned", "pinned_until"),
        Index(
            "ix_announcements_announcement_withdrawn",
            "withdrawn_at",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    on_behalf_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"), index=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("announcements_audience.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("announcements_announcement.id", ondelete="SET NULL"), index=True
    )
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(TITLE))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    other_title: Mapped[str] = mapped_column(String(TITLE), default="")
    other_body: Mapped[str] = mapped_column(Text, default="")
    other_html: Mapped[str] = mapped_column(Text, default="")
    other_plain: Mapped[str] = mapped_column(Text, default="")
    is_forced: Mapped[bool] = mapped_column(default=False)
    wants_confirmation: Mapped[bool] = mapped_column(default=False)
    takes_comments: Mapped[bool] = mapped_column(default=True)
    takes_reactions: Mapped[bool] = mapped_column(default=True)
    has_files: Mapped[bool] = mapped_column(default=False)
    pinned_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reached: Mapped[int]
    people_count: Mapped[int] = mapped_column(default=0)
    read_count: Mapped[int] = mapped_column(default=0)
    confirmed_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    reactions: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(40))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Receipt(Base):
    """Somebody has read an announcement, and perhaps said so. Without a time: nobody needs to know when."""

    __tablename__ = "announcements_receipt"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcements_announcement.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    is_confirmed: Mapped[bool] = mapped_column(default=False)


class Delegation(Base):
    """A leader lets somebody announce in the leader's name. `consent`: how the leader agreed, where another says so."""

    __tablename__ = "announcements_delegation"
    __table_args__ = (
        Index(
            "uq_announcements_delegation_pair",
            "leader_id",
            "delegate_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_announcements_delegation_delegate", "delegate_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    granted_by: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    consent: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
