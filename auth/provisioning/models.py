"""Sources, their runs, what each run would change, and what it takes to take it back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Id, Json, UtcDateTime

WORKING = ("reading", "applying", "undoing")
OPEN = ("ready", "blocked", "scheduled")
STATES = (*WORKING, *OPEN, "applied", "failed", "expired", "discarded", "undone", "same")
_ASKED = text("question <> ''")


class Source(Base):
    """A place that says who works here. `key` is the name that identities carry.

    `fields` are those that it owned last; `settings` holds what its reader needs, such as the remembered headings of a
    table. `times` are the times of day, as HH:MM, at which it is read by itself.
    """

    __tablename__ = "provisioning_source"
    __table_args__ = (CheckConstraint("kind IN ('table', 'directory', 'scim')", name="kind"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(80))
    is_on: Mapped[bool] = mapped_column(default=True)
    times: Mapped[list[str]] = mapped_column(Json, default=list)
    fields: Mapped[list[str]] = mapped_column(Json, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")


class Run(Base):
    """One reading of a source: first a plan, then what became of it.

    `made_by` and the like are users' ids, 0 for the portal itself. `worked_at` is when somebody last worked on it: a
    worker that died is followed by another. `brake` says why it stopped and needs a second person. `before` counts the
    active accounts of the source when it was read.
    """

    __tablename__ = "provisioning_run"
    __table_args__ = (Index("ix_provisioning_run_source", "source", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("provisioning_source.key"))
    state: Mapped[str] = mapped_column(String(12), index=True)
    trigger: Mapped[str] = mapped_column(String(12))
    made_by: Mapped[int] = mapped_column(Id, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    worked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expected: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    before: Mapped[int] = mapped_column(default=0)
    adds: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)
    removals: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    brake: Mapped[str] = mapped_column(String(12), default="")
    released_by: Mapped[int | None] = mapped_column(Id)
    apply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_by: Mapped[int | None] = mapped_column(Id)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(Id)
    error: Mapped[str] = mapped_column(Text, default="")
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    effects: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Change(Base):
    """One thing that a run would change: a person or a unit, with what was before and what is wanted.

    `shown` are the fields as pages show them, each with name, before, after; `former` and `wanted` are the values
    themselves. `phase` is the order of applying. `question` names the decision that is missing and `choice` what was
    decided; `is_settled` is false while the person's lead has still to be set.
    """

    __tablename__ = "provisioning_change"
    __table_args__ = (
        Index("ix_provisioning_change_next", "run_id", "state", "phase", "id"),
        Index("ix_provisioning_change_kind", "run_id", "kind", "id"),
        Index("ix_provisioning_change_left", "kind", "applied_at"),
        Index("ix_provisioning_change_order", "run_id", "id"),
        Index(
            "ix_provisioning_change_question",
            "run_id",
            "id",
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("provisioning_run.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    phase: Mapped[int]
    subject: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("auth_user.id", ondelete="SET NULL"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("auth_unit.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(255))
    handle: Mapped[str] = mapped_column(String(255), default="")
    line: Mapped[int] = mapped_column(default=0)
    shown: Mapped[list[Any]] = mapped_column(Json, default=list)
    former: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    wanted: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    effect: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    question: Mapped[str] = mapped_column(String(16), default="")
    choice: Mapped[str] = mapped_column(String(40), default="")
    is_settled: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    error: Mapped[str] = mapped_column(String(40), default="")
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FaultyRow(Base):
    """A row of a source that could not be used."""

    __tablename__ = "provisioning_fault"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("provisioning_run.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    subject: Mapped[str] = mapped_column(String(255), default="")
    reason: Mapped[str] = mapped_column(String(40))
    given: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Record(Base):
    """What a source last said of a person beyond what the account itself holds.

    `photo` is the hash of the photo as the source keeps it, `picture` the digest of what was made of it here: somebody
    whose account shows anything else has chosen for themselves.
    """

    __tablename__ = "provisioning_record"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("auth_user.id", ondelete="CASCADE"), index=True)
    user_name: Mapped[str] = mapped_column(String(255), default="", index=True)
    given_name: Mapped[str] = mapped_column(String(200), default="")
    family_name: Mapped[str] = mapped_column(String(200), default="")
    memberships: Mapped[list[str]] = mapped_column(Json, default=list)
    photo: Mapped[str] = mapped_column(String(64), default="")
    picture: Mapped[str] = mapped_column(String(64), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None] = mapped_column(index=True)
    valid_until: Mapped[date | None] = mapped_column(index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Choice(Base):
    """What administrators have chosen while the portal runs; what has no row is as it is configured."""

    __tablename__ = "provisioning_choice"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40))


class UnitLink(Base):
    """Which unit a source means by an id of its own or by a path."""

    __tablename__ = "provisioning_unit_link"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("auth_unit.id", ondelete="CASCADE"), index=True)
