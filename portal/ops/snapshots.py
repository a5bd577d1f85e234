"""One state of the whole database as files, and back: a copy of the file on SQLite, COPY on PostgreSQL.

PostgreSQL's own pg_dump is not used: it must fit the server's version and be installed beside Foyer, and
what it writes can be read neither by us nor into a schema that our migrations made.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.engine import make_url

from portal.core import db, schema

SQLITE_FILE = "foyer.sqlite3"
_CHUNK = 1 << 20


def tables() -> list[Table]:
    """The tables of all models, those that others refer to first."""
    return list(db.Base.metadata.sorted_tables)


def sqlite_path(url: str) -> Path:
    """Where a SQLite address keeps its file."""
    return Path(make_url(url).database or "")


def take(folder: Path) -> dict[str, int]:
    """Writes the present state into files in the folder; gives the number of rows of each table.

    Others may go on writing; what they write after the beginning is not in it.
    """
    if db.dialect() == "sqlite":
        return _take_sqlite(folder / SQLITE_FILE)
    return _take_postgres(folder)


def _take_sqlite(target: Path) -> dict[str, int]:
    with closing(sqlite3.connect(sqlite_path(str(db.engine().url)), timeout=60)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    return count_sqlite(target)


def count_sqlite(path: Path) -> dict[str, int]:
    """Counts the rows of each table of a SQLite file. Raises sqlite3.DatabaseError when it is damaged."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("integrity_check failed")
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = [table.name for table in tables() if table.name in there]
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _take_postgres(folder: Path) -> dict[str, int]:
    with db.engine().connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        cursor = _driver(connection).cursor()
        rows = {}
        for table in tables():
            with (folder / f"{table.name}.copy").open("wb") as file, cursor.copy(_copy_out(table)) as copy:
                for block in copy:
                    file.write(block)
            rows[table.name] = cursor.rowcount
        return rows


def put_postgres(folder: Path, revision: str, connection: Connection) -> dict[str, int]:
    """Makes the schema of that revision in an empty database and fills it; gives the number of rows of each table.

    Foreign keys are taken off and put on again, which checks them: tables may refer to each other in circles.
    """
    schema.upgrade(revision, connection=connection)
    keys = list(_foreign_keys(connection))
    for table, name, _ in keys:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    rows = {path.stem: _fill(connection, path) for path in sorted(folder.glob("*.copy"))}
    for table, name, definition in keys:
        connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'))
    _set_sequences(connection)
    return rows


def _fill(connection: Connection, path: Path) -> int:
    """The first line names the columns, so that a table that has lost or won one since can still be filled."""
    cursor = _driver(connection).cursor()
    cursor.execute(f'DELETE FROM "{path.stem}"')  # noqa: S608  (what migrations put into a table of ours)
    command = f'COPY "{path.stem}" ({_columns(path)}) FROM STDIN WITH (HEADER true)'
    with path.open("rb") as file, cursor.copy(command) as copy:
        while block := file.read(_CHUNK):
            copy.write(block)
    count: int = cursor.rowcount
    return count


def _columns(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return _quoted(file.readline().rstrip("\n").split("\t"))


def _copy_out(table: Table) -> str:
    columns = _quoted(column.name for column in table.columns if column.computed is None)
    return f'COPY "{table.name}" ({columns}) TO STDOUT WITH (HEADER true)'


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _foreign_keys(connection: Connection) -> Iterator[tuple[str, str, str]]:
    query = text(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    yield from ((row[0], row[1], row[2]) for row in connection.execute(query).all())


def _set_sequences(connection: Connection) -> None:
    query = text(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    for table, column, sequence in connection.execute(query).all():
        newest = f'SELECT setval(:sequence, coalesce(max("{column}"), 0) + 1, false) FROM "{table}"'  # noqa: S608
        connection.execute(text(newest), {"sequence": sequence})


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
