"""What somebody has begun to write."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

BODY = 20_000
KEPT = "kept"  # the place of what was put by on purpose: no form takes it up by itself
_DUE = text("due_at IS NOT NULL")


class Draft(Base):
    """One text that is not sent. `key` is the one that it is sent with, so it cannot be sent twice.

    `place` names the form that it was begun on, such as `home` or `comment-form-post:12`; `about` what a comment stands
    under or what is changed, `parent` what it answers. `audience` is where it is to go, `tags` are as they were typed,
    `choices` what else the form asks for, such as the urgency of a question. `files` are ids of uploads that wait for
    it. `version` counts what was stored. A draft that another device had changed meanwhile becomes a second one,
    `beside` the first. `due_at` is when it is sent by itself, in the words of the time zone `zone`; `problem` says why
    that did not happen. What was removed stays for a while, to be taken back.
    """

    __tablename__ = "drafts_draft"
    __table_args__ = (
        CheckConstraint(f"length(body) <= {BODY + 1000}", name="body"),
        Index("uq_drafts_draft_key", "user_id", "key", unique=True),
        Index("ix_drafts_draft_newest", "user_id", "updated_at", "id"),
        Index("ix_drafts_draft_due", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_drafts_draft_updated", "updated_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    sort: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(60), default="")
    parent: Mapped[int | None] = mapped_column(Id)
    audience: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(String(150), default="")
    tags: Mapped[str] = mapped_column(String(200), default="", server_default="")
    choices: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default="{}")
    body: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list[int]] = mapped_column(Json, default=list)
    has_files: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    device: Mapped[str] = mapped_column(String(80), default="")
    beside: Mapped[int | None] = mapped_column(Id)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64), default="")
    problem: Mapped[str] = mapped_column(String(300), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
