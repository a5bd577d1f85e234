"""Posts, and who keeps which for later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, Json, UtcDateTime

TITLE = 150
BODY = 20_000


class Post(HasAudience, Base):
    """Something written for a group, a unit or the whole company.

    `html` is sanitised when it is written, `plain` are its words. `version` counts the edits,
    `files_version` what else was said about its files. Counts of comments and reactions are kept here so that a list
    needs no counting. `former` is the audience of a removed post. `moved_at` is when it last came to another place.
    """

    __tablename__ = "posts_post"
    __table_args__ = (
        CheckConstraint(f"length(body) <= {BODY + 1000}", name="body"),
        Index("uq_posts_post_sent", "author_id", "client_key", unique=True),
        Index("ix_posts_post_written", "author_id", "published_at", "id"),
        Index("ix_posts_post_pinned", "audience", "is_pinned"),
        Index("ix_posts_post_removed", "removed_at"),
        Index(
            "ix_posts_post_tagged",
            "published_at",
            "audience",
            sqlite_where=text("tags <> '[]'"),
            postgresql_where=text("tags <> '[]'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    has_files: Mapped[bool] = mapped_column(default=False)
    files_version: Mapped[int] = mapped_column(default=0, server_default="0")
    comment_count: Mapped[int] = mapped_column(default=0)
    reactions: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(40))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    former: Mapped[str | None] = mapped_column(String(64))
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_card(self) -> bool:
        """Whether this only shows another post in a further place: nothing else is without words and pictures."""
        return not self.html


class Revision(Base):
    """How a post read before an edit. `at` is when these words were written; those taken out are empty."""

    __tablename__ = "posts_revision"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts_post.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Link(Base):
    """Where a post comes from: a `card` shows its origin in another place, a `split` goes on with its comments."""

    __tablename__ = "posts_link"
    __table_args__ = (CheckConstraint("kind IN ('card', 'split')", name="kind"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts_post.id", ondelete="CASCADE"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("posts_post.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))


class Bookmark(Base):
    """Somebody keeps a post for later."""

    __tablename__ = "posts_bookmark"
    __table_args__ = (Index("ix_posts_bookmark_newest", "user_id", "at", "post_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts_post.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
