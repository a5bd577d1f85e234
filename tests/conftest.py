"""Fixtures of all tests: a database of one's own, rolled back after each test, and signed-in browsers."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

os.environ.setdefault("FOYER_ENV", "test")

from auth import audience
from auth.models import User
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, i18n, schema
from portal.core.web import Portal, cards
from tests import emptying
from tests.browser_client import Browser
from tests.guards import quiet
from tests.guards.published import pytest_sessionfinish, pytest_terminal_summary, pytest_testnodedown
from tests.statements import asked

__all__ = ["pytest_sessionfinish", "pytest_terminal_summary", "pytest_testnodedown"]  # hooks that are written elsewhere
_ON_POSTGRES = os.environ.get("FOYER_TEST_DATABASE") == "postgresql"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names cases of bytes by their place, so that all workers collect the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves files without a test in a browser unread where those alone are asked for: most of the files, and slow."""
    alone = config.option.markexpr.startswith("browser")
    is_other = collection_path.name.startswith("test_") and "mark.browser" not in collection_path.read_text()
    return True if alone and is_other else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, on PostgreSQL, what does not use the tests' database: it has said the same on SQLite.

    So do those marked as `anywhere`: they need the application, but ask about pictures, archives, hours or addresses.
    """
    if not _ON_POSTGRES:
        return
    left_out = [
        item for item in items if "app" not in getattr(item, "fixturenames", ()) or item.get_closest_marker("anywhere")
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Has each test stay on this machine and not wait."""
    quiet.begin(item)


def pytest_runtest_teardown() -> None:
    """Opens again what was shut for the test."""
    quiet.end()


def _database(data: Path) -> str:
    """Gives this worker its own database: SQLite, or PostgreSQL where `FOYER_TEST_DATABASE` names it."""
    if not _ON_POSTGRES:
        return f"sqlite:///{data / 'test.sqlite3'}"
    from tests.counterparts import postgres

    return postgres.database("test_" + os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def app() -> Iterator[Portal]:
    """The application on an empty, migrated database."""
    data = Path(tempfile.mkdtemp(prefix="foyer-test-"))
    settings = Settings(env="test", data=data, database=_database(data), secret_key="for tests alone", port=8000)
    built = create_app(settings)
    schema.upgrade()
    gc.freeze()  # else the collector looks through the whole program again and again: an eighth of the tests' time
    gc.set_threshold(10_000, 20, 50)
    yield built
    db.session.remove()
    db.engine().dispose()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begins each test in English: a request of the test before it has left its reader's language behind."""
    i18n.use("en")


@contextmanager
def rolled_back(within: Connection | None = None) -> Iterator[Connection]:
    """Has all sessions work in a transaction that is taken back at the end, or in a part of one that goes on."""
    with nullcontext(within) if within else db.engine().connect() as connection, db.bound_to(connection):
        outer = connection.begin_nested() if within else connection.begin()
        try:
            yield connection
        finally:
            db.session.remove()
            outer.rollback()
    audience.forget_keys()
    cards.forget()
    clock.freeze(None)


@pytest.fixture(autouse=True)
def _transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """Runs each test inside a transaction that is rolled back; tests that need real commits use `committed`.

    Where the tests of a file share what takes long to make, a fixture `ground` of theirs gives the transaction that it
    stands in; then all tests of the file have to use it.
    """
    if "app" not in request.fixturenames or "committed" in request.fixturenames:
        yield
        return
    request.getfixturevalue("app")
    ground = request.getfixturevalue("ground") if "ground" in request.fixturenames else None
    with rolled_back(within=ground):
        yield


@pytest.fixture
def committed(app: Portal) -> Iterator[None]:
    """Lets a test commit for real, as threads and processes need it; all tables are emptied afterwards."""
    yield
    db.session.remove()
    with db.engine().begin() as connection, emptying.audit_log(connection):
        for table in reversed(db.Base.metadata.sorted_tables):
            connection.execute(table.delete())
        for name in ("search_fts",):
            if db.dialect() == "sqlite":
                exists = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = :n"), {"n": name}).first()
                if exists:
                    connection.execute(text(f"DELETE FROM {name}"))
    audience.forget_keys()
    cards.forget()
    clock.freeze(None)


@pytest.fixture
def client(app: Portal) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def as_(app: Portal) -> Callable[[User], Browser]:
    """Gives a browser signed in as somebody: `as_(ann).get("/home")`."""
    return lambda user: Browser(app, user)


@pytest.fixture
def statements(app: Portal) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects what the database is asked: `with statements() as said: …`."""
    return asked
