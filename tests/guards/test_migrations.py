"""The migrated schema is the models' schema; every migration has a way back; names and numbers agree."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event, inspect

from portal.core import db, schema
from portal.core.web import Portal

VERSIONS = Path(__file__).parents[2] / "migrations" / "main" / "versions"


def test_models_equal_the_migrated_schema(app: Portal) -> None:
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    own = [d for d in compare_metadata(context, db.Base.metadata) if "test_note" not in str(d)]  # a test's own table
    differences = [d for d in own if "search_" not in str(d)]
    assert not differences, differences


def test_up_down_up(app: Portal, tmp_path: Path) -> None:
    if db.dialect() == "postgresql":
        with db.engine().connect() as connection, connection.begin() as transaction:
            schema.downgrade("base", connection=connection)
            left = set(inspect(connection).get_table_names()) - {"alembic_version", "test_note"}
            schema.upgrade(connection=connection)
            transaction.rollback()
        assert not left
        return
    engine = create_engine(f"sqlite:///{tmp_path / 'migrations.sqlite3'}")
    event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=OFF"))
    with engine.connect() as connection, connection.begin():
        schema.upgrade(connection=connection)
    with engine.connect() as connection, connection.begin():
        schema.downgrade("base", connection=connection)
        left = {name for name in inspect(connection).get_table_names() if name != "alembic_version"}
    with engine.connect() as connection, connection.begin():
        schema.upgrade(connection=connection)
    engine.dispose()
    assert not left


def test_numbers_follow_each_other() -> None:
    former = None
    for number, path in enumerate(sorted(VERSIONS.glob("*.py")), start=1):
        source = path.read_text()
        assert re.match(rf"{number:04}_\w+\.py", path.name), path.name
        assert f'revision = "{number:04}"' in source
        assert f"down_revision = {former!r}".replace("'", '"') in source
        former = f"{number:04}"
