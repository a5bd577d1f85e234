"""Tidying: files that were uploaded and never used, and those of what is gone."""

import time

from portal.core import db, storage
from portal.core.jobs import enqueue, every, job
from portal.core.subjects import Ref

from . import queries
from .models import Attachment

BATCH = 200
_FRESH = 3600


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
    digests = sorted({digest for row in rows for digest in (row.digest, row.thumb_digest) if digest})
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    if digests:
        enqueue(drop_bytes, digests=digests)


@job
def drop_bytes(*, digests: list[str]) -> None:
    """Deletes kept bytes that no row names, except fresh ones: somebody may be uploading the same bytes just now."""
    for digest in queries.unspoken(digests):
        path = storage.path(digest)
        if path.exists() and path.stat().st_mtime < time.time() - _FRESH:
            storage.delete(digest)
