"""The kinds of sources: each enters a reader, a function that yields what one source wants."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from portal.core import clock, db, i18n
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


def is_proven(source: Source) -> bool:
    """Whether the last run that was carried out still stands: otherwise somebody looks at the next one first."""
    done = select(Run.state).where(Run.source == source.key, Run.state.in_(("applied", "undone")))
    return db.session.scalar(done.order_by(Run.id.desc()).limit(1)) == "applied"


def set_times(source: Source, times: Iterable[str]) -> None:
    """Says at which times of day the source is read by itself, from the next of them on."""
    source.times = sorted(set(times))
    source.settings = {**source.settings, "asked": due(source)}
    db.session.flush()


def due(source: Source) -> str:
    """Gives the day and the last of the source's times of day that has passed on it, empty before the first."""
    local = i18n.local(clock.now())
    passed = [time for time in source.times if time <= f"{local:%H:%M}"]
    return f"{local:%Y-%m-%d} {max(passed)}" if passed else ""


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
