"""Accounts, units, sessions and roles."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, UtcDateTime


class Unit(Base):
    """A department or a site. Departments form a tree; sites lie in a city and a country.

    From `closed_on` on nobody belongs to it any more; what was written for it stays.
    """

    __tablename__ = "auth_unit"
    __table_args__ = (
        CheckConstraint("kind IN ('department', 'site')", name="kind"),
        UniqueConstraint("kind", "name"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    city: Mapped[str] = mapped_column(String(80), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    closed_on: Mapped[date | None]


class User(Base):
    """An account. `keys_version` rises whenever the keys that the account holds may have changed.

    `source` names the one place that owns its master data (a directory, a SCIM client, a table); empty for accounts
    that are looked after here.
    """

    __tablename__ = "auth_user"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        Index("ix_auth_user_sort", "sort_name", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    persona: Mapped[str | None] = mapped_column(String(40), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="de")
    theme: Mapped[str] = mapped_column(String(8), default="system")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    hired_on: Mapped[date | None]
    photo: Mapped[str | None] = mapped_column(String(64), index=True)
    card_version: Mapped[int] = mapped_column(default=1)
    keys_version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(40), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Identity(Base):
    """What ties an account to somebody known elsewhere: the source's name here, and the id there that never changes."""

    __tablename__ = "auth_identity"
    __table_args__ = (UniqueConstraint("source", "subject"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(255), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleMapping(Base):
    """Members of a directory group have a role: which group of which source, which role, limited to which unit."""

    __tablename__ = "auth_role_mapping"
    __table_args__ = (Index("ix_auth_role_mapping_group", "source", "group_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    group_key: Mapped[str] = mapped_column(String(500))
    role: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """A role that somebody has: it gives verbs, never sight.

    `mapping_id` is set where it comes from a directory group, otherwise somebody gave it by hand. `granted_by` 0 is
    the portal itself. With `unit_id` it holds only for people of that department or site and of those below.
    """

    __tablename__ = "auth_role_grant"
    __table_args__ = (
        Index("ix_auth_role_grant_own", "user_id", "role"),
        Index("ix_auth_role_grant_role", "role", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
    mapping_id: Mapped[int | None] = mapped_column(ForeignKey("auth_role_mapping.id", ondelete="CASCADE"), index=True)
    granted_by: Mapped[int] = mapped_column(Id, default=0)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Session(Base):
    """A browser that is signed in. Only the hash of its secret is kept.

    `confirmed_at` is when the person proved again who sits there, for acts of power.
    """

    __tablename__ = "auth_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]
    device: Mapped[str] = mapped_column(Text, default="")


class SharedKey(Base):
    """An audience key that everybody holds, such as that of an open group."""

    __tablename__ = "auth_shared_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
