"""Databases to measure on: SQLite in a temporary folder, and a PostgreSQL server of the run's own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.app import create_app
from portal.config import Settings
from portal.core import db, schema
from portal.core.web import Portal
from tests.counterparts import postgres


def address(kind: str, folder: Path, name: str) -> str:
    """Gives the address of an empty database of this kind."""
    return f"sqlite:///{folder / 'bench.sqlite3'}" if kind == "sqlite" else postgres.database(name)


@contextmanager
def portal_on(kind: str, name: str) -> Iterator[Portal]:
    """Builds the portal on an empty, migrated database."""
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        data = Path(folder)
        settings = Settings(env="test", data=data, database=address(kind, data, name), secret_key="for measuring alone")
        app = create_app(settings)
        schema.upgrade()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine().dispose()
