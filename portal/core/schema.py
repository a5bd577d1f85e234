"""Brings the database's schema to a revision; the only user of Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from . import db

_FOLDER = Path(__file__).parent.parent.parent / "migrations" / "main"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(revision: str = "head", *, connection: Connection | None = None) -> None:
    """Migrates upwards, in one transaction."""
    _run(command.upgrade, revision, connection)


def downgrade(revision: str, *, connection: Connection | None = None) -> None:
    """Migrates back, in one transaction."""
    _run(command.downgrade, revision, connection)


def _run(action: object, revision: str, connection: Connection | None) -> None:
    assert callable(action)
    if connection is not None:
        action(_config(connection), revision)
        return
    with db.engine().connect() as own, own.begin():
        action(_config(own), revision)


def current() -> str | None:
    """Gives the revision that the database is at."""
    with db.engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Gives the revision that this version of the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> set[str]:
    """Gives all revisions that this version of the code knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def draft(number: str, name: str) -> None:
    """Drafts the migration `NNNN_name` from the difference between models and database, for a person to review."""
    with db.engine().connect() as own, own.begin():
        config = _config(own)
        config.attributes["only"] = f"{name}_"
        command.revision(config, message=name, autogenerate=True, rev_id=number, splice=False)
