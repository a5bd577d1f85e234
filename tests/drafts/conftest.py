"""All tests of drafts stand on the portal's database."""

import pytest

from portal.core.web import Portal


@pytest.fixture(autouse=True)
def _portal(app: Portal) -> None:
    """Opens the database before a test begins."""
