"""The database of a demo company: made once, recognised again, never confused with a real one.

A row in `core_heartbeat` says that a database is a demo; it is written in the transaction that makes the
first tables, so that no moment exists in which a demo database looks like any other. A second row says
that it is full. What an interrupted filling left is thrown away and made again.
"""

import shutil
from collections.abc import Callable

from sqlalchemy import Connection, inspect, select

from portal.config import Settings
from portal.core import clock, db, schema
from portal.core.jobs import Heartbeat

_BEGUN = "demo: begun"
_FILLED = "demo: filled with "

Report = Callable[[str, int, int], None]


class NotADemoError(Exception):
    """The database is not ours to touch; the message says why and what to do."""


def open_database(settings: Settings) -> bool:
    """Connects to the demo database, making it when there is none, and migrates it.

    Gives whether it was made just now. Raises NotADemoError.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = db.connect(settings.database_url)
    with engine.begin() as connection:
        if not inspect(connection).get_table_names():
            _make(connection)
            return True
        if _BEGUN not in _marks(connection):
            raise NotADemoError(
                f"The database {engine.url.render_as_string()} is not a demo database. Foyer does not touch it. "
                "Choose another place, for example: FOYER_DATA=/tmp/foyer-demo"
            )
    if schema.current() != schema.newest():
        schema.upgrade()
    return False


def is_demo() -> bool:
    """Whether the database was made for a demo company."""
    with db.engine().connect() as connection:
        return _BEGUN in _marks(connection)


def filled_with() -> str | None:
    """The scenario and seed that the database holds, such as `demo 1`; None when it was never filled to the end."""
    with db.engine().connect() as connection:
        marks = _marks(connection)
    return next((mark.removeprefix(_FILLED) for mark in marks if mark.startswith(_FILLED)), None)


def empty(settings: Settings) -> None:
    """Throws away what an interrupted filling left."""
    shutil.rmtree(settings.data / "files", ignore_errors=True)
    (settings.data / "files").mkdir(parents=True)
    with db.engine().begin() as connection:
        schema.downgrade("base", connection=connection)
        _make(connection)


def fill(scenario: str, seed: int, report: Report) -> None:
    """Fills the empty demo database and marks it as full. Needs the application."""
    from portal import simulator

    simulator.load(scenario, seed=seed, progress=report)
    with db.engine().begin() as connection:
        _mark(connection, f"{_FILLED}{scenario} {seed}")


def personas() -> list[str]:
    """Who can be chosen at the sign-in, a line each."""
    from auth.models import User

    query = select(User.persona, User.name, User.title).where(User.persona.is_not(None)).order_by(User.id)
    with db.reading() as session:
        return [f"  {row.persona:<18} {row.name}, {row.title}" for row in session.execute(query)]


def _make(connection: Connection) -> None:
    schema.upgrade(connection=connection)
    _mark(connection, _BEGUN)


def _marks(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(Heartbeat.__tablename__):
        return set()
    return set(connection.scalars(select(Heartbeat.name).where(Heartbeat.name.startswith("demo: "))))


def _mark(connection: Connection, name: str) -> None:
    connection.execute(db.insert(Heartbeat).values(name=name, at=clock.now()))
