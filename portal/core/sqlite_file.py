"""How a SQLite file is opened, and who may write into it next."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from .turns import Turns

_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "journal_size_limit=67108864",
    "cache_size=-16000",
    "temp_store=MEMORY",
)
_TURN = "turn"


def prepare(engine: Engine) -> None:
    """Has each connection set up, and each that writes wait for its turn from the beginning of a transaction on."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _Beginning(Turns(Path(f"{engine.url.database}-turns"))))
    event.listen(engine, "checkin", _end_turn)


def _set_up(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions: `_Beginning` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class _Beginning:
    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def __call__(self, connection: Any) -> None:
        if connection.get_execution_options().get("readonly"):
            connection.exec_driver_sql("BEGIN")
            return
        info = connection.connection.record_info
        if _TURN not in info and self._turns.take():
            info[_TURN] = self._turns
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _end_turn(_connection: object, record: ConnectionPoolEntry) -> None:
    turns: Turns | None = (record.record_info or {}).pop(_TURN, None)
    if turns is not None:
        turns.give()
