from contextlib import contextmanager

import pytest
from sqlalchemy import event

from portal.core import db
from tests.comments import notes


@pytest.fixture(autouse=True)
def _notes(app, _transaction):
    with notes.known():
        yield


@pytest.fixture
def statements():
    """Collects the statements of what happens inside."""

    @contextmanager
    def collect():
        said: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK")):
                said.append(statement)

        event.listen(db.engine(), "before_cursor_execute", note)
        try:
            yield said
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)

    return collect
