"""What tests about groups share."""

import pytest

from portal.core.web import Portal


@pytest.fixture(autouse=True)
def _portal(app: Portal) -> None:
    """Has each test run in a transaction of its own, whether it names the application or not."""
