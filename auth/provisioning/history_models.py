"""Who belonged where and when, as half-open intervals of days: `valid_from <= day < valid_until`."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

_PRESENT = sql("valid_until IS NULL")
_ORDER = "valid_until IS NULL OR valid_from < valid_until"


class PersonUnit(Base):
    """Where a person belonged: one row per change, never overlapping; the present one has no end."""

    __tablename__ = "provisioning_person_unit"
    __table_args__ = (
        CheckConstraint(_ORDER, name="order"),
        Index(
            "uq_provisioning_person_unit_present",
            "user_id",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
        Index("ix_provisioning_person_unit_days", "valid_from", "valid_until"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Employment(Base):
    """When a person worked here; somebody who came back has several."""

    __tablename__ = "provisioning_employment"
    __table_args__ = (
        CheckConstraint(_ORDER, name="order"),
        Index(
            "uq_provisioning_employment_present",
            "user_id",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
        Index("ix_provisioning_employment_days", "valid_from", "valid_until"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class UnitVersion(Base):
    """What a department or site was called and where it stood in the tree."""

    __tablename__ = "provisioning_unit_version"
    __table_args__ = (
        CheckConstraint(_ORDER, name="order"),
        Index(
            "uq_provisioning_unit_version_present",
            "unit_id",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]


class Successor(Base):
    """Which unit went on with what another was, from a day on: after a merger, a split, or a close."""

    __tablename__ = "provisioning_successor"

    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(
        ForeignKey("auth_unit.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[date]


class Reorganisation(Base):
    """A change of the tree that takes effect on a day: rename, move, merge, split, close; done by a job.

    `people` are the ids of those who go with the part that a split makes.
    """

    __tablename__ = "provisioning_reorganisation"
    __table_args__ = (CheckConstraint("kind IN ('rename', 'move', 'merge', 'split', 'close')", name="kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    people: Mapped[list[int]] = mapped_column(Json, default=list)
    effective_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    made_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
