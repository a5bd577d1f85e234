"""The kinds of sources: each enters a reader, a function that yields what one source wants."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.core import clock, db
from portal.core.errors import NotFound, Unavailable

from .models import Run, Source
from .wanted import Answer

Reader = Callable[[Source, Run], Answer]
_readers: dict[str, Reader] = {}


def register_reader(kind: str, reader: Reader) -> None:
    """Enters the reader of a kind: `table`, `directory`, `scim`.

    It runs in a job outside any transaction, and raises Unavailable where the source cannot be reached or breaks off:
    then nothing changes.
    """
    _readers[kind] = reader


def read(source: Source, run: Run) -> Answer:
    """Gives what the source says now. Raises Unavailable."""
    if source.kind not in _readers:
        raise Unavailable(f"nothing reads sources of the kind {source.kind}")
    return _readers[source.kind](source, run)


def can_be_read(source: Source) -> bool:
    """Whether the source can be asked at any time, unlike a table that is uploaded or a client that calls."""
    return source.kind == "directory"


def ensure_source(key: str, kind: str, label: str, **settings: Any) -> Source:
    """Gives the source of this key, made where there is none."""
    found = db.session.get(Source, key)
    if found is None:
        found = Source(key=key, kind=kind, label=label, settings=settings, created_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


def source(key: str) -> Source:
    """Gives a source. Raises NotFound."""
    found = db.session.get(Source, key) if len(key) <= 40 and "\x00" not in key else None
    if found is None:
        raise NotFound
    return found


def all_sources() -> list[Source]:
    """Gives all sources by name; there are a handful."""
    return list(db.session.scalars(select(Source).order_by(Source.label, Source.key).limit(100)))
