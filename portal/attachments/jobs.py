"""Tidying: files that were uploaded and never used."""

import time

from portal.core import db, storage
from portal.core.jobs import enqueue, every, job

from . import queries

BATCH = 200
_FRESH = 3600


@every(hours=6)
def throw_forgotten_files_away() -> None:
    """Deletes the rows of files that nothing adopted within a day, and asks for their bytes to go."""
    rows = queries.forgotten(BATCH)
    digests = sorted({digest for row in rows for digest in (row.digest, row.thumb_digest) if digest})
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    if digests:
        enqueue(drop_bytes, digests=digests)
    if len(rows) == BATCH:
        enqueue(throw_forgotten_files_away)


@job
def drop_bytes(*, digests: list[str]) -> None:
    """Deletes kept bytes that no row names, except fresh ones: somebody may be uploading the same bytes just now."""
    for digest in queries.unspoken(digests):
        path = storage.path(digest)
        if path.exists() and path.stat().st_mtime < time.time() - _FRESH:
            storage.delete(digest)
