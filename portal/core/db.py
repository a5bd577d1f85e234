"""The database: the base of all models, the session, units of work. Keeps SQL dialects' differences in one place."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

from . import sqlite_file
from .errors import Conflict

log = logging.getLogger(__name__)

Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")

_NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(naming_convention=_NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values and always gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Instants, which a decorated type does not say by itself."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turns an aware instant into what the database keeps. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (SQLAlchemy's)
        """Gives the instant back, aware and in UTC."""
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_factory = sessionmaker(expire_on_commit=False, autoflush=False)
session: scoped_session[Session] = scoped_session(_factory)
_engine: Engine | None = None
_reader: Engine | None = None


def connect(url: str, *, pool_size: int = 20) -> Engine:
    """Opens the database at the address and binds the session to it; the only place that sets connections up."""
    global _engine, _reader
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 20, "pool_timeout": 10, "pool_use_lifo": True}
    if url.startswith("postgresql"):
        # Pages are many and short: a worker process or a compiler for one of them costs more than it saves.
        # What a portal reads lies in memory or on an SSD, where one place costs hardly more than the next one.
        quick = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
        # The last connections of the pool may be idle for hours: firewalls forget those that say nothing.
        alive = {"connect_timeout": 5, "keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3}
        arguments = alive | {"prepare_threshold": 2, "options": quick}
        # Reading is the common case: only who writes has the connection changed for it, and changed back.
        options |= {"connect_args": arguments, "pool_pre_ping": False, "isolation_level": "AUTOCOMMIT"}
        _reader = create_engine(url, **options)
        _engine = _reader.execution_options(isolation_level="READ COMMITTED")
    else:
        _engine = create_engine(url, **options)
        sqlite_file.prepare(_engine)
        _reader = _engine.execution_options(readonly=True)
    _factory.configure(bind=_engine)
    return _engine


def engine() -> Engine:
    """Gives the engine. Raises RuntimeError before `connect`."""
    if _engine is None:
        raise RuntimeError("connect(url) comes first")
    return _engine


def dialect() -> str:
    """Gives `sqlite` or `postgresql`."""
    return engine().dialect.name


def use_reader() -> None:
    """Binds this thread's session to the read-only side: autocommit on PostgreSQL, a deferred transaction on SQLite."""
    session.remove()
    session(bind=_reader, info={"reading": True})


@event.listens_for(_factory, "before_flush")
def _refuse_to_write_while_reading(target: Session, _context: object, _instances: object) -> None:
    if target.info.get("reading") and (target.new or target.dirty or target.deleted):
        raise RuntimeError("a request that only reads must not write")


@contextmanager
def bound_to(connection: Connection) -> Iterator[None]:
    """Has every session work inside the caller's transaction, as savepoints; for tests."""
    global _reader
    former = _reader
    session.remove()
    _reader = connection  # type: ignore[assignment]  # a session takes either
    _factory.configure(bind=connection, join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        session.remove()
        _reader = former
        _factory.configure(bind=_engine, join_transaction_mode="conditional_savepoint")


def after_commit(callback: Callable[[], object]) -> None:
    """Has the callback run once the present unit of work is committed. Its failure is logged and goes no further."""
    session.info.setdefault("after_commit", []).append(callback)


def before_commit(callback: Callable[[], object]) -> None:
    """Has the callback run once, right before the present unit of work is committed: what has to come last."""
    session.info.setdefault("before_commit", {})[callback] = None


def commit() -> None:
    """Commits and runs what waits for it. Raises Conflict where a unique constraint had the last word."""
    waiting: list[Callable[[], object]] = session.info.pop("after_commit", [])
    try:
        for last in session.info.pop("before_commit", {}):
            last()
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict() from error
    for callback in waiting:
        try:
            callback()
        except Exception:
            log.exception("after the commit")


def rollback() -> None:
    """Takes everything back and forgets what waited for the commit."""
    session.info.pop("after_commit", None)
    session.info.pop("before_commit", None)
    session.rollback()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """All or nothing, for jobs, commands and sockets; a request has its own. Raises Conflict like `commit`."""
    try:
        yield session()
        commit()
    except BaseException:
        rollback()
        raise
    finally:
        session.remove()


@contextmanager
def reading() -> Iterator[Session]:
    """A unit that only reads, for jobs, commands and sockets."""
    use_reader()
    try:
        yield session()
    finally:
        session.rollback()
        session.remove()


def insert(model: type[Base]) -> Any:
    """Gives the dialect's own INSERT, which knows ON CONFLICT on both databases alike."""
    return postgresql.insert(model) if dialect() == "postgresql" else sqlite.insert(model)


def text_join(column: Any) -> Any:
    """Gives the SQL aggregate that joins texts with commas."""
    return func.group_concat(column) if dialect() == "sqlite" else func.string_agg(column, ",")


def upsert(model: type[Base], values: Mapping[str, Any], *, keys: Sequence[str], update: Mapping[str, Any]) -> None:
    """Inserts the row, or updates the columns named when a row with the same keys exists; `update={}` leaves it."""
    statement: Any = insert(model).values(**values)
    if update:
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=dict(update))
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    session.execute(statement)


__all__ = [
    "Base",
    "Id",
    "Json",
    "UtcDateTime",
    "after_commit",
    "before_commit",
    "bound_to",
    "commit",
    "connect",
    "dialect",
    "engine",
    "insert",
    "reading",
    "rollback",
    "session",
    "text_join",
    "unit_of_work",
    "upsert",
    "use_reader",
]
