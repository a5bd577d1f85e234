"""What providers say of themselves, read by a job, so that nobody who signs in waits for it or fails by its absence."""

import logging

from portal.core import db
from portal.core.jobs import enqueue, every, job

from . import kind, store, usable
from .contract import SignInRefused

log = logging.getLogger(__name__)


@every(minutes=30)
def refresh_documents() -> None:
    """Has the documents of all providers read."""
    enqueue(read_documents, key="documents")


@job(transaction=False)
def read_documents() -> None:
    """Reads them, one provider after the other; what cannot be read is kept as it was, and administrators are told."""
    with db.reading():
        found = usable()
    for provider in found:
        refresh = kind(provider.kind).refresh
        if refresh is None:
            continue
        try:
            refresh(provider)
        except SignInRefused as refused:
            log.warning("%s, %s: %s", provider.key, refused.reason, refused.cause)
            with db.unit_of_work():
                store.note_fault(provider.key, refused.reason, refused.cause)
