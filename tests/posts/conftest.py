"""Counting statements, for pages that promise to need few."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from portal.core import db

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK", "COMMIT")


@contextmanager
def _collect() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(CONTROL):
            said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


@pytest.fixture
def statements(app) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements of what happens inside: `with statements() as said: …`."""
    return _collect
