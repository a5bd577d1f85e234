"""What tests about groups share."""

import pytest

from auth.models import User
from portal.core.web import Portal
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _portal(app: Portal) -> None:
    """Has each test run in a transaction of its own, whether it names the application or not."""


@pytest.fixture
def ann(app: Portal) -> User:
    """Somebody who owns what the test makes."""
    return make_user("Ann Probst")
