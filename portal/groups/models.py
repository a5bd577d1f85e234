"""Groups, who belongs to them, and who asked or was asked to."""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from auth.audience import HasAudience
from portal.core import text
from portal.core.db import Base, Id, Json, UtcDateTime

VISIBILITIES = ("open", "request", "private", "hidden")
ROLES = ("owner", "host", "member")
LEVELS = ("all", "highlights", "none")
_LISTED = sql("visibility <> 'hidden'")
_LEADS = sql("role <> 'member'")


class Group(HasAudience, Base):
    """A community across sites. A listed group is seen by everyone; what is written in it carries the group's key.

    `unit_id` is the rule of an automatic group: who belongs to that department or site is a member. `post_seq` counts
    the posts ever written, so that unread is a difference. Counts of departments and sites are kept by a job. Names are
    unique among listed groups alone: a name that is refused would tell of a hidden one.
    """

    __tablename__ = "groups_group"
    __table_args__ = (
        CheckConstraint("visibility IN ('open', 'request', 'private', 'hidden')", name="visibility"),
        Index("ix_groups_group_active", "active_at", "id"),
        Index("uq_groups_group_name", "sort_name", unique=True, sqlite_where=_LISTED, postgresql_where=_LISTED),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    sort_name: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    welcome: Mapped[str] = mapped_column(Text, default="")
    welcome_html: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    is_official: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="")
    hue: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    member_count: Mapped[int] = mapped_column(default=0)
    department_count: Mapped[int] = mapped_column(default=0)
    site_count: Mapped[int] = mapped_column(default=0)
    post_seq: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key(self) -> str:
        """The audience key of what is written in the group."""
        return f"group:{self.id}"

    @property
    def about_shown(self) -> Markup:
        """The description, as pages show it."""
        return text.shown(self.about_html)

    @property
    def welcome_shown(self) -> Markup:
        """The welcome, as pages show it."""
        return text.shown(self.welcome_html)


class Membership(Base):
    """Somebody belongs to a group. `level` says how much of it the person hears of.

    `is_welcomed` is false until the person has read the group's welcome.
    """

    __tablename__ = "groups_membership"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'host', 'member')", name="role"),
        CheckConstraint("level IN ('all', 'highlights', 'none')", name="level"),
        Index("ix_groups_membership_leads", "group_id", sqlite_where=_LEADS, postgresql_where=_LEADS),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("groups_group.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(8), default="member")
    level: Mapped[str] = mapped_column(String(12), default="highlights")
    is_automatic: Mapped[bool] = mapped_column(default=False)
    is_welcomed: Mapped[bool] = mapped_column(default=True)
    read_seq: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JoinRequest(Base):
    """Somebody asked to be let in. `answer` is the word that went with a refusal."""

    __tablename__ = "groups_request"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'declined')", name="state"),
        Index("uq_groups_request_person", "group_id", "user_id", unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups_group.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    message: Mapped[str] = mapped_column(String(500), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"))


class Invitation(Base):
    """Somebody was asked to join; an invited person sees a hidden group's page."""

    __tablename__ = "groups_invitation"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups_group.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Presence(Base):
    """How many members of a group belong to a department or site; suggestions say it. The job that counts keeps it."""

    __tablename__ = "groups_presence"
    __table_args__ = (Index("ix_groups_presence_most", "unit_id", "people", "group_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups_group.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int]
