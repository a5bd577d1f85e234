"""Runs migrations on the connection that the caller hands in."""

from typing import Any

from alembic import context

from portal.core.db import Base, Json, UtcDateTime

connection = context.config.attributes["connection"]
only = context.config.attributes.get("only", "")


def render(kind: str, item: Any, _context: Any) -> str | bool:
    """Writes our own types as plain ones, so that a migration does not change with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is Json:
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def include(name: str | None, kind: str, _parents: Any) -> bool:
    """Looks only at the tables of one slice when a migration is drafted for it."""
    return kind != "table" or not only or (name or "").startswith(only)


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """The same for tables that exist in the models alone."""
    return kind != "table" or not only or (name or "").startswith(only)


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    render_item=render,
    include_name=include,
    include_object=include_object,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
