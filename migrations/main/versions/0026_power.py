"""auth, audit: sessions that tell of themselves, roles with an end and a limit, a chain through the audit log"""

import hashlib
import json
from datetime import UTC
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json, UtcDateTime

revision = "0026"
down_revision = "0025"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FIXED = ("id", "at", "actor_id", "event", "subject_kind", "subject_id", "audience", "person_id", "reason", "details")
_REFUSAL = "the audit log is only ever added to"
_UNSEALED = sa.text("number IS NULL")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("auth_session", sa.Column("confirmed_at", UtcDateTime()))
    op.add_column("auth_session", sa.Column("last_used_on", sa.Date()))
    _make_roles()
    _add_chain()


def _make_roles() -> None:
    op.create_table(
        "auth_role_mapping",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("group_key", sa.String(500), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", _NUMBER),
        sa.Column("created_by", _NUMBER, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("auth_role_mapping", "unit_id", "auth_unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_role_mapping")),
    )
    op.create_index("ix_auth_role_mapping_group", "auth_role_mapping", ["source", "group_key"])
    op.create_index(op.f("ix_auth_role_mapping_unit_id"), "auth_role_mapping", ["unit_id"])
    former = op.get_bind().execute(sa.text("SELECT user_id, role, granted_at FROM auth_role_grant")).all()
    op.drop_table("auth_role_grant")
    op.create_table(
        "auth_role_grant",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", _NUMBER),
        sa.Column("mapping_id", _NUMBER),
        sa.Column("granted_by", _NUMBER, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        _key("auth_role_grant", "user_id", "auth_user"),
        _key("auth_role_grant", "unit_id", "auth_unit"),
        _key("auth_role_grant", "mapping_id", "auth_role_mapping"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_role_grant")),
    )
    for column in ("unit_id", "mapping_id", "ends_at"):
        op.create_index(op.f(f"ix_auth_role_grant_{column}"), "auth_role_grant", [column])
    op.create_index("ix_auth_role_grant_own", "auth_role_grant", ["user_id", "role"])
    op.create_index("ix_auth_role_grant_role", "auth_role_grant", ["role", "id"])
    insert = sa.text("INSERT INTO auth_role_grant (user_id, role, granted_by, granted_at) VALUES (:u, :r, 0, :a)")
    for user_id, role, granted_at in former:
        op.get_bind().execute(insert, {"u": user_id, "r": role, "a": granted_at})


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _add_chain() -> None:
    op.add_column("audit_entry", sa.Column("person_id", _NUMBER))
    op.create_index("ix_audit_entry_person", "audit_entry", ["person_id", "id"])
    op.add_column("audit_entry", sa.Column("number", _NUMBER))
    op.add_column("audit_entry", sa.Column("previous", sa.String(64)))
    op.add_column("audit_entry", sa.Column("hash", sa.String(64)))
    op.create_index("uq_audit_entry_number", "audit_entry", ["number"], unique=True)
    op.create_index(
        "ix_audit_entry_unsealed", "audit_entry", ["id"], sqlite_where=_UNSEALED, postgresql_where=_UNSEALED
    )
    _chain_what_is_there()
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        op.execute(
            "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry "
            f"WHEN OLD.hash IS NOT NULL OR {changed} {refuse}"
        )
        op.execute(f"CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry {refuse}")
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED)
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    run = "EXECUTE FUNCTION audit_entry_refuse()"
    op.execute(
        "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry FOR EACH ROW "
        f"WHEN (OLD.hash IS NOT NULL OR {changed}) {run}"
    )
    op.execute(f"CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry FOR EACH ROW {run}")
    op.execute(f"CREATE TRIGGER audit_entry_whole BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT {run}")


def _chain_what_is_there() -> None:
    names = {"at": UtcDateTime(), "details": Json}
    table = sa.table(
        "audit_entry", *(sa.column(n, names.get(n, sa.String() if n in _TEXTS else _NUMBER)) for n in _ALL)
    )
    connection = op.get_bind()
    previous = "0" * 64
    ids = connection.execute(sa.select(table.c.id).order_by(table.c.id)).scalars().all()
    for number, entry_id in enumerate(ids, start=1):
        row = connection.execute(sa.select(table).where(table.c.id == entry_id)).one()
        row = SimpleNamespace(**row._mapping | {"person_id": _person(row)})
        digest = _digest(row, number, previous)
        values = {"person_id": row.person_id, "number": number, "previous": previous, "hash": digest}
        connection.execute(sa.update(table).where(table.c.id == entry_id).values(values))
        previous = digest


_TEXTS = ("event", "subject_kind", "audience", "reason", "previous", "hash")
_ALL = (*_FIXED, "number", "previous", "hash")


def _person(row: Any) -> int | None:
    if row.subject_kind == "person":
        return row.subject_id
    found = [row.details[name] for name in ("user_id", "author_id") if isinstance(row.details.get(name), int)]
    return found[0] if found else None


def _digest(entry: Any, number: int, previous: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [number, previous, at, *(getattr(entry, name) for name in _FIXED[2:])]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def downgrade() -> None:
    """Takes it back. Of roles given twice, one stays."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    on = "" if is_sqlite else " ON audit_entry"
    for name in ("audit_entry_unchanged", "audit_entry_kept", *(() if is_sqlite else ("audit_entry_whole",))):
        op.execute(f"DROP TRIGGER {name}{on}")
    if not is_sqlite:
        op.execute("DROP FUNCTION audit_entry_refuse()")
    op.drop_index("ix_audit_entry_unsealed", "audit_entry")
    op.drop_index("uq_audit_entry_number", "audit_entry")
    op.drop_index("ix_audit_entry_person", "audit_entry")
    for column in ("hash", "previous", "number", "person_id"):
        op.drop_column("audit_entry", column)
    _take_roles_back()
    op.drop_column("auth_session", "last_used_on")
    op.drop_column("auth_session", "confirmed_at")


def _take_roles_back() -> None:
    kept = "SELECT user_id, role, min(granted_at) FROM auth_role_grant WHERE unit_id IS NULL GROUP BY user_id, role"
    former = op.get_bind().execute(sa.text(kept)).all()
    op.drop_table("auth_role_grant")
    op.drop_table("auth_role_mapping")
    op.create_table(
        "auth_role_grant",
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        _key("auth_role_grant", "user_id", "auth_user"),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_auth_role_grant")),
    )
    insert = sa.text("INSERT INTO auth_role_grant (user_id, role, granted_at) VALUES (:u, :r, :a)")
    for user_id, role, granted_at in former:
        op.get_bind().execute(insert, {"u": user_id, "r": role, "a": granted_at})
