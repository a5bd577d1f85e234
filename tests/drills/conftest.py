"""A mail server for installations that are drilled, and the company that writes in them."""

from collections.abc import Iterator

import pytest

from tests.counterparts.mail_catcher import Catcher, running


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A mail server that takes a moment over each mail, so that a worker dies in the middle of one."""
    with running(Catcher(pause=0.005)) as server:
        yield server
