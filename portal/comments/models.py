"""Comments: one level deep, under any subject that takes them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, Json, UtcDateTime


class Comment(HasAudience, Base):
    """What somebody wrote under a subject; its audience follows that of the subject.

    `thread_at` is the time of the comment that began the thread, its own for one that answers nothing: ordered by it
    and by id, a list shows every reply behind what it answers. `changed_at` moves with everything that a reader of the
    open page should be shown. `version` rises with each edit.
    """

    __tablename__ = "comments_comment"
    __table_args__ = (
        UniqueConstraint("author_id", "client_key"),
        Index("ix_comments_comment_thread", "subject_kind", "subject_id", "thread_at", "id"),
        Index("ix_comments_comment_changed", "subject_kind", "subject_id", "changed_at"),
        Index(
            "ix_comments_comment_tagged",
            "created_at",
            "audience",
            sqlite_where=text("tags <> '[]'"),
            postgresql_where=text("tags <> '[]'"),
        ),
        Index(
            "ix_comments_comment_removed",
            "removed_at",
            sqlite_where=text("removed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Id)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments_comment.id", ondelete="CASCADE"), index=True)
    thread_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    language: Mapped[str] = mapped_column(String(2), default="")
    reactions: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))


class Revision(Base):
    """How a comment read before an edit. `at` is when these words were written; those taken out are empty."""

    __tablename__ = "comments_revision"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments_comment.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Rules(Base):
    """What holds for the comments of one subject: closed since when and why, and how slowly one may write."""

    __tablename__ = "comments_rules"

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")
    slow_minutes: Mapped[int] = mapped_column(default=0)


class Visit(Base):
    """How far somebody has read: what was there at `seen_at`, and down to the comment `place_id`."""

    __tablename__ = "comments_visit"
    __table_args__ = (
        Index("ix_comments_visit_subject", "subject_kind", "subject_id"),
        Index("ix_comments_visit_seen", "seen_at"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place_id: Mapped[int | None] = mapped_column(Id)


class Listener(Base):
    """How much somebody wants to hear of a thread: `all` comments, or only what speaks to `me`."""

    __tablename__ = "comments_listener"
    __table_args__ = (
        CheckConstraint("level IN ('all', 'me')", name="level"),
        Index("ix_comments_listener_subject", "subject_kind", "subject_id", "level"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    level: Mapped[str] = mapped_column(String(8))


class Relocation(Base):
    """A comment that has stood under this subject and goes on under another."""

    __tablename__ = "comments_relocation"
    __table_args__ = (Index("ix_comments_relocation_subject", "subject_kind", "subject_id", "at"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments_comment.id", ondelete="CASCADE"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turn(Base):
    """A subject that goes on as one of another kind, so that its address still leads there."""

    __tablename__ = "comments_turn"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(Id, primary_key=True)
    into_kind: Mapped[str] = mapped_column(String(40))
    into_number: Mapped[int] = mapped_column(Id)
