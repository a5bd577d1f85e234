"""Questions, their answers, who has the same question, whom an answer has helped, and how both read before."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core.db import Base, Id, Json, UtcDateTime

TITLE = 150
BODY = 20_000
REASON = 300
STATES = ("open", "answered", "solved", "closed", "merged")
URGENCIES = ("normal", "soon", "now")


class Question(HasAudience, Base):
    """Something that somebody wants to know, asked of a group, a unit or the whole company.

    `state` follows from the rest and is kept so that lists need not ask: `open` has no answer, `answered` has some,
    `solved` has one that helped, `closed` takes no more, `merged` goes on in another question. `answered_at` is when
    the first answer came. `found_count` is how often somebody was about to ask and found this one. `former` is the
    audience of a removed question.
    """

    __tablename__ = "questions_question"
    __table_args__ = (
        CheckConstraint(f"length(body) <= {BODY + 1000}", name="body"),
        CheckConstraint("state IN ('open', 'answered', 'solved', 'closed', 'merged')", name="state"),
        CheckConstraint("urgency IN ('normal', 'soon', 'now')", name="urgency"),
        Index("uq_questions_question_sent", "author_id", "client_key", unique=True),
        Index("ix_questions_question_written", "author_id", "asked_at", "id"),
        Index("ix_questions_question_newest", "asked_at", "id"),
        Index("ix_questions_question_state", "state", "asked_at", "id"),
        Index("ix_questions_question_removed", "removed_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    title: Mapped[str] = mapped_column(String(TITLE))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    plain: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    language: Mapped[str] = mapped_column(String(2), default="")
    urgency: Mapped[str] = mapped_column(String(8), default="normal")
    urgency_reason: Mapped[str] = mapped_column(String(REASON), default="")
    state: Mapped[str] = mapped_column(String(8), default="open")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    closed_reason: Mapped[str] = mapped_column(String(REASON), default="")
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions_question.id", ondelete="SET NULL"), index=True
    )
    split_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions_question.id", ondelete="SET NULL"), index=True
    )
    has_files: Mapped[bool] = mapped_column(default=False)
    files_version: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    same_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    found_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    former: Mapped[str | None] = mapped_column(String(64))


class Answer(HasAudience, Base):
    """What somebody answers; its audience follows that of the question.

    `is_accepted`: it has helped whoever asked; of one question at most one answer. `confirmed_by` looks after the
    subject and stands for it, until `valid_until`; `obsolete_by` says that it no longer holds.
    """

    __tablename__ = "questions_answer"
    __table_args__ = (
        CheckConstraint(f"length(body) <= {BODY + 1000}", name="body"),
        Index("uq_questions_answer_sent", "author_id", "client_key", unique=True),
        Index(
            "uq_questions_answer_accepted",
            "question_id",
            unique=True,
            sqlite_where=text("is_accepted"),
            postgresql_where=text("is_accepted"),
        ),
        Index("ix_questions_answer_helpful", "question_id", "vote_count", "id"),
        Index("ix_questions_answer_written", "author_id", "written_at", "id"),
        Index("ix_questions_answer_removed", "removed_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2), default="")
    is_accepted: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    valid_until: Mapped[date | None] = mapped_column(Date)
    obsolete_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    obsolete_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    has_files: Mapped[bool] = mapped_column(default=False)
    files_version: Mapped[int] = mapped_column(default=0)
    vote_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    doubt_count: Mapped[int] = mapped_column(default=0)
    reactions: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    client_key: Mapped[str | None] = mapped_column(String(40))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))


class Tag(Base):
    """A question stands under this tag; `slug` is the tag as addresses and comparisons know it."""

    __tablename__ = "questions_tag"
    __table_args__ = (Index("ix_questions_tag_slug", "slug", "question_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)


class Vote(Base):
    """Somebody says that an answer has helped."""

    __tablename__ = "questions_vote"

    answer_id: Mapped[int] = mapped_column(ForeignKey("questions_answer.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Same(Base):
    """Somebody has the same question, and hears of its answers."""

    __tablename__ = "questions_same"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Doubt(Base):
    """Somebody believes that an answer no longer holds, and says why."""

    __tablename__ = "questions_doubt"
    __table_args__ = (Index("ix_questions_doubt_newest", "answer_id", "at"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("questions_answer.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(String(REASON))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revision(Base):
    """How a question or an answer read before an edit. `at` is when these words were written."""

    __tablename__ = "questions_revision"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    thing_id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Suggestion(Base):
    """Other words that somebody suggests for a question or an answer, as it stood in a `version`; decided once."""

    __tablename__ = "questions_suggestion"
    __table_args__ = (
        Index("ix_questions_suggestion_thing", "kind", "thing_id", "decided_at"),
        Index("ix_questions_suggestion_author", "author_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    thing_id: Mapped[int] = mapped_column(Id)
    author_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(REASON), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    is_taken: Mapped[bool] = mapped_column(default=False)
