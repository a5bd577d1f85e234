"""What tests about groups share."""

from collections.abc import Iterator

import pytest

from portal.core.web import Portal
from portal.groups.lists import forget_suggestions


@pytest.fixture(autouse=True)
def _suggestions(app: Portal) -> Iterator[None]:
    """Ranks suggestions anew in each test."""
    forget_suggestions()
    yield
    forget_suggestions()
