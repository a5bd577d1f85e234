"""Topics: what tags, questions, posts and people's knowledge are about."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime

from .slug import LONGEST

NAME, ABOUT = 40, 400


class Topic(Base):
    """A topic that somebody named, follows or looks after; a tag without a row has a page all the same.

    `name` is as it was first spelled, `name_de` and `name_en` what it is called since somebody looked after it. One
    that is merged goes on under the other one; nothing moves, so that it can be parted again.
    """

    __tablename__ = "topics_topic"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="other"),
        Index("ix_topics_topic_people_count", "people_count", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(LONGEST), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    name_de: Mapped[str] = mapped_column(String(NAME), default="")
    name_en: Mapped[str] = mapped_column(String(NAME), default="")
    about_de: Mapped[str] = mapped_column(String(ABOUT), default="")
    about_en: Mapped[str] = mapped_column(String(ABOUT), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topics_topic.id", ondelete="SET NULL"), index=True)
    people_count: Mapped[int] = mapped_column(default=0)


class Synonym(Base):
    """Another word for a topic, which is no topic itself."""

    __tablename__ = "topics_synonym"

    slug: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics_topic.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME))


class Follower(Base):
    """Somebody wants to hear of what is new under a topic."""

    __tablename__ = "topics_follower"
    __table_args__ = (Index("ix_topics_follower_topic_id_user_id", "topic_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics_topic.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Stance(Base):
    """What somebody said when asked to be named for a topic: `no` holds until they say otherwise.

    `asked` is without an answer yet; `later` is asked again some time. A yes is no stance: the person names the topic.
    """

    __tablename__ = "topics_stance"
    __table_args__ = (
        CheckConstraint("said IN ('asked', 'later', 'no')", name="said"),
        Index("ix_topics_stance_topic_id_user_id", "topic_id", "user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics_topic.id", ondelete="CASCADE"), primary_key=True)
    said: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
