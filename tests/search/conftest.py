"""What the tests of search have in common."""

from collections.abc import Iterator

import pytest

import search
from auth.audience import held
from portal.core.web import Portal
from search import spelling


@pytest.fixture
def index(app: Portal) -> Iterator[None]:
    """The index of the database at hand, empty; each test runs on SQLite and, in another run, on PostgreSQL."""
    search.filter_by(held)
    spelling._known.clear()  # what a former test took back with its transaction
    yield
    spelling._known.clear()
