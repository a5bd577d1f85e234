import pytest

from tests.comments import notes


@pytest.fixture(autouse=True)
def _notes(app, _transaction):
    with notes.known():
        yield
