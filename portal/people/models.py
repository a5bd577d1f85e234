"""What people say of themselves, what one may ask them about, and who follows whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, UtcDateTime

LEVELS = ("everyone", "colleagues", "me")
DEFAULT_LEVELS = {
    "about": "everyone",
    "pronouns": "everyone",
    "email": "everyone",
    "phone": "colleagues",
    "room": "everyone",
    "languages": "everyone",
    "hired_on": "colleagues",
}
"""Who reads a field of a profile until its owner decides; colleagues are people of the same department or site."""


class Profile(Base):
    """What a person says of itself; `visibility` maps a field to one of LEVELS and may leave fields out."""

    __tablename__ = "people_profile"

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    room: Mapped[str] = mapped_column(String(80), default="")
    visibility: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Spoken(Base):
    """A language that a person speaks; `level` repeats the visibility, so that the directory's filter tells no more."""

    __tablename__ = "people_spoken"
    __table_args__ = (
        CheckConstraint("level IN ('everyone', 'colleagues', 'me')", name="level"),
        Index("ix_people_spoken_code_user_id", "code", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    level: Mapped[str] = mapped_column(String(10), default="everyone")


class ProfileTopic(Base):
    """A person says: ask me about this."""

    __tablename__ = "people_profile_topic"
    __table_args__ = (Index("ix_people_profile_topic_topic_id_user_id", "topic_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics_topic.id", ondelete="CASCADE"), primary_key=True)


class Follow(Base):
    """Somebody follows somebody."""

    __tablename__ = "people_follow"
    __table_args__ = (CheckConstraint("follower_id <> followed_id", name="other"),)

    follower_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(
        ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Department(Base):
    """What the organisation chart shows of a department: its head, and how many work in it and below it.

    Counted by a job, because both need all people.
    """

    __tablename__ = "people_department"

    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), primary_key=True)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"), index=True)
    people_count: Mapped[int] = mapped_column(default=0)
