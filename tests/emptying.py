"""Opens the audit log for a moment, so that tests which commit for real can leave the tables empty."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text


@contextmanager
def audit_log(connection: Connection) -> Iterator[None]:
    """Puts the triggers aside that keep the audit log as it is, for this transaction of a test."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
        return
    kept = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
    ).all()
    for trigger in kept:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in kept:
        connection.exec_driver_sql(trigger.sql)
