"""Keeps the index in step: after every event, in its transaction, the subject's document is entered again."""

from portal.core import db, events, subjects
from portal.core.errors import NotFound
from portal.core.purging import Purged
from portal.core.subjects import Ref

from .documents import Document
from .index import forget, put, remove


def follow(event: events.Event) -> None:
    """Enters the document of the event's subject anew, or takes it out when it has none any more.

    An event whose class says `changes_text = False` leaves what can be found as it was and is passed over.
    """
    if event.changes_text and _is_indexed(event.subject):
        document = document_of(event.subject)
        if document is None:
            remove(event.subject)
        else:
            put(document)


def forget_purged(event: Purged) -> None:
    """Leaves no trace of a subject that is gone for good."""
    forget(event.subject)


def document_of(ref: Ref) -> Document | None:
    """Asks the subject's slice for its document; None when the subject or its document is gone."""
    kind = subjects.get(ref.kind)
    row = db.session.get(kind.model, ref.id)
    if row is None or kind.document is None:
        return None
    found: Document | None = kind.document(row)
    return found


def _is_indexed(ref: Ref) -> bool:
    try:
        return subjects.get(ref.kind).document is not None
    except NotFound:
        return False
