"""Builds the index anew beside the one in use and puts it in its place; and sees to it when the rules have changed."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete, func, select

from portal.core import clock, db, subjects
from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.core.jobs import enqueue, every, job
from portal.core.subjects import Kind, Ref

from . import engine, glossary
from .follow import document_of
from .index import entries, put_beside, rebuilt_at
from .language import ANALYSIS
from .models import SearchDocument, SearchState

_BESIDE = "_next"
_BATCH = 200
_OVERLAP = timedelta(minutes=10)
"""Longer than any transaction that had begun before the rebuild and ends during it."""

_SILENCE = 120
"""Seconds without a sign of life after which a rebuild counts as broken off."""

Progress = Callable[[int, int], None]


def rebuild(progress: Progress | None = None) -> None:
    """Builds the index from what the slices give, while the old one goes on serving; then swaps.

    `progress` is told how many documents are done, of how many. What changes meanwhile is kept: rows written since
    are left alone, and entered once more at the end while nobody else can write. Raises Conflict while another
    rebuild is at work.
    """
    since = clock.now() - _OVERLAP
    with db.unit_of_work():
        _claim()
        engine.current().drop(_BESIDE)
        engine.current().create(_BESIDE)
    total, done = _count(), 0
    for kind in _indexed():
        for number in _fill(kind, since):
            done += number
            if progress is not None:
                progress(done, max(done, total))
    with db.unit_of_work():
        _beat()
        glossary.begin()
        engine.current().purge(_BESIDE)
        engine.current().finish(_BESIDE)
    with db.unit_of_work():
        _take_over(since)
    if progress is not None:
        progress(max(done, total), max(done, total))  # rows without a document count as done


def _indexed() -> list[Kind]:
    return [kind for kind in subjects.kinds() if kind.documents is not None]


def _count() -> int:
    with db.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(kind.model)) or 0 for kind in _indexed())


def _fill(kind: Kind, since: datetime) -> Iterator[int]:
    assert kind.documents is not None
    rest = iter(kind.documents())
    while True:
        with db.unit_of_work():
            batch = list(islice(rest, _BATCH))
            if batch:
                put_beside(batch, _BESIDE, since=since)
                _beat()
        if not batch:
            return
        yield len(batch)


def _take_over(since: datetime) -> None:
    engine.current().lock()
    stale = delete(SearchDocument).where(SearchDocument.indexed_at < rebuilt_at(since))
    db.session.execute(stale.execution_options(synchronize_session=False))
    engine.current().purge(_BESIDE)
    columns = select(SearchDocument.id, SearchDocument.kind, SearchDocument.subject_id)
    for row in db.session.execute(columns.where(SearchDocument.indexed_at >= since)).all():
        engine.current().remove(row.id, _BESIDE)
        document = document_of(Ref(row.kind, row.subject_id))
        if document is not None:
            engine.current().write(entries([row.id], [document]), _BESIDE)
    engine.current().swap(_BESIDE)
    db.upsert(SearchState, {"name": "analysis", "value": ANALYSIS}, keys=("name",), update={"value": ANALYSIS})
    db.session.execute(delete(SearchState).where(SearchState.name == "rebuilding"))


def _claim() -> None:
    last = db.session.scalar(select(SearchState.value).where(SearchState.name == "rebuilding"))
    if last is not None and clock.now().timestamp() - last < _SILENCE:
        raise Conflict(_("The index is being built already."))
    _beat()


def _beat() -> None:
    now = int(clock.now().timestamp())
    db.upsert(SearchState, {"name": "rebuilding", "value": now}, keys=("name",), update={"value": now})


def version() -> int | None:
    """The number of the rules that the index was built with; None before it was ever built."""
    return db.session.scalar(select(SearchState.value).where(SearchState.name == "analysis"))


def is_current() -> bool:
    """Whether the index was built with the present rules."""
    return version() == ANALYSIS


@every(minutes=10)
def ensure_current() -> None:
    """Has the index built anew when the rules have changed since, or when it was never built."""
    if not is_current():
        enqueue(rebuild_later, key="rebuild")


@every(hours=24)
def count_common() -> None:
    """Counts once a day which words are common; SQLite's index knows it by itself."""
    if db.dialect() == "postgresql":
        engine.current().settle()


@job(transaction=False)
def rebuild_later() -> None:
    """Builds the index anew, unless that has been done or somebody is at it."""
    with db.reading():
        if is_current():
            return
    with suppress(Conflict):
        rebuild()
