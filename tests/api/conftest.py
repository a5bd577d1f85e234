"""Programs with tokens."""

from collections.abc import Callable, Iterator

import pytest

from auth.models import User
from portal.core.web import Portal, limits
from tests.api.factories import Program, make_token


@pytest.fixture(autouse=True)
def _nobody_has_knocked() -> Iterator[None]:
    """Forgets who knocked how often: every test begins with the same ids."""
    limits.forget_counts()
    yield
    limits.forget_counts()


@pytest.fixture
def program(app: Portal) -> Callable[..., Program]:
    """Gives a program with a token of somebody's: `program(ann, "posts:read").get("/posts")`."""

    def make(user: User, *scopes: str) -> Program:
        return Program(app, make_token(user, *scopes))

    return make
