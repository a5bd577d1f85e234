"""What the database is asked, for pages that promise to ask little."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal.core import db

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK", "COMMIT")


@contextmanager
def asked() -> Iterator[list[str]]:
    """Collects the statements of what happens inside, but for those that begin and end transactions."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(CONTROL):
            said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
