"""Desks, who works there, what they are for, the questions they answer, and the texts they have ready."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

NAME, PURPOSE, NOTICE, NOTE, BLOCK = 80, 300, 300, 300, 5_000
COLUMNS = ("new", "taken", "waiting", "done")


class Desk(Base):
    """A desk of a department, called and described in both languages.

    It is open on weekdays (Monday is 0) between two minutes of the day, in its own zone. `most_open` bounds the
    questions that it has at a time, None for no bound; `within` is in how many service hours it means to answer.
    """

    __tablename__ = "questions_desk"
    __table_args__ = (CheckConstraint("opens < closes", name="hours"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    name_de: Mapped[str] = mapped_column(String(NAME))
    name_en: Mapped[str] = mapped_column(String(NAME))
    purpose_de: Mapped[str] = mapped_column(String(PURPOSE))
    purpose_en: Mapped[str] = mapped_column(String(PURPOSE))
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    days: Mapped[list[int]] = mapped_column(Json, default=list)
    opens: Mapped[int] = mapped_column(default=8 * 60)
    closes: Mapped[int] = mapped_column(default=17 * 60)
    zone: Mapped[str] = mapped_column(String(40))
    within: Mapped[int] = mapped_column(default=9)
    most_open: Mapped[int | None] = mapped_column()
    away_de: Mapped[str] = mapped_column(String(NOTICE), default="")
    away_en: Mapped[str] = mapped_column(String(NOTICE), default="")
    away_from: Mapped[date | None] = mapped_column(Date)
    away_until: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeskMember(Base):
    """Somebody works at a desk; leads run it."""

    __tablename__ = "questions_desk_member"

    desk_id: Mapped[int] = mapped_column(ForeignKey("questions_desk.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)


class DeskTopic(Base):
    """A desk knows about this tag."""

    __tablename__ = "questions_desk_topic"

    desk_id: Mapped[int] = mapped_column(ForeignKey("questions_desk.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Case(Base):
    """A question that a desk answers: in which column of the board, with whom, and since when it is at this desk."""

    __tablename__ = "questions_case"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'taken', 'waiting', 'done')", name="state"),
        Index("ix_questions_case_board", "desk_id", "state", "since", "question_id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"), primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("questions_desk.id"))
    state: Mapped[str] = mapped_column(String(8), default="new")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseStep(Base):
    """What somebody did with a question at a desk; `note` is read by everybody who reads the question."""

    __tablename__ = "questions_case_step"
    __table_args__ = (Index("ix_questions_case_step_question", "question_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions_question.id", ondelete="CASCADE"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("questions_desk.id"))
    what: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"))
    note: Mapped[str] = mapped_column(String(NOTE), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TextBlock(Base):
    """Words that a desk has ready for its answers, in one language or both; `used` counts how often they were sent."""

    __tablename__ = "questions_text_block"
    __table_args__ = (
        CheckConstraint(f"length(body_de) <= {BLOCK + 500}", name="body_de"),
        CheckConstraint(f"length(body_en) <= {BLOCK + 500}", name="body_en"),
        Index("ix_questions_text_block_desk", "desk_id", "used"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("questions_desk.id", ondelete="CASCADE"))
    title_de: Mapped[str] = mapped_column(String(NAME), default="")
    title_en: Mapped[str] = mapped_column(String(NAME), default="")
    body_de: Mapped[str] = mapped_column(Text, default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    owner_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id"))
    valid_until: Mapped[date | None] = mapped_column(Date)
    used: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
