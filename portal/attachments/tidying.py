"""Tidying: files that were uploaded and never used, those of what is gone, and bytes that nobody speaks of."""

import time
from collections.abc import Iterable

from sqlalchemy import select

from auth.models import User
from portal.core import db, storage
from portal.core.jobs import enqueue, every, job
from portal.core.subjects import Ref

from . import queries
from .models import Attachment

BATCH = 200
_FRESH = 3600
_DAY = 86_400


@every(hours=6)
def throw_forgotten_files_away() -> None:
    """Deletes the rows of files that nothing adopted within a day, and asks for their bytes to go."""
    rows = queries.forgotten(BATCH)
    _throw_away(rows)
    if len(rows) == BATCH:
        enqueue(throw_forgotten_files_away)


@job
def throw_away_from(*, kind: str, subject_id: int) -> None:
    """Deletes the next files of a subject that is gone, and asks for those behind them."""
    rows = queries.hanging_on(Ref(kind, subject_id), BATCH)
    _throw_away(rows)
    if len(rows) == BATCH:
        enqueue(throw_away_from, kind=kind, subject_id=subject_id)


def _throw_away(rows: list[Attachment]) -> None:
    named = {digest for row in rows for digest in (row.digest, row.thumb_digest, row.source_digest) if digest}
    named |= queries.rendered([row.id for row in rows])
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    digests = sorted(named)
    for start in range(0, len(digests), BATCH):
        enqueue(drop_bytes, digests=digests[start : start + BATCH])


@job
def drop_bytes(*, digests: list[str]) -> None:
    """Deletes kept bytes that no row names, except fresh ones: somebody may be uploading the same bytes just now."""
    _drop(queries.unspoken(digests), _FRESH)


@every(hours=24)
def sweep() -> None:
    """Has the bytes looked for that nobody speaks of, as after an upload that ended half-way."""
    enqueue(sweep_from, key="sweep", after="")


@job(transaction=False)
def sweep_from(*, after: str) -> None:
    """Deletes what nobody has spoken of for a day, a stretch at a time."""
    storage.clear_halves(time.time() - _DAY)
    some: list[str] = []
    for digest in storage.digests():
        if digest > after and len(digest) == 64:
            some.append(digest)
        if len(some) == BATCH:
            _sweep(some)
            some = []
    _sweep(some)


def _sweep(some: list[str]) -> None:
    if some:
        with db.reading():
            gone = storage.unspoken(some)
        _drop(gone, _DAY)


def _drop(digests: Iterable[str], age: int) -> None:
    for digest in digests:
        since = storage.kept_since(digest)
        if since is not None and since < time.time() - age:
            storage.delete(digest)


def photos(some: list[str]) -> Iterable[str]:
    """Says which of the digests are photos of people."""
    return [photo for photo in db.session.scalars(select(User.photo).where(User.photo.in_(some))) if photo]
