"""The job that makes a file ready: scanned where there is a scanner, drawn anew, and only then shown to anybody."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from portal.core import db, events, storage
from portal.core.errors import Invalid, NotFound, Unavailable
from portal.core.jobs import enqueue, job
from portal.core.subjects import Ref

from . import making, reading, scanner, setup, tidying
from .events import AttachmentReady, AttachmentRefused, InfectionFound
from .models import Attachment, Rendition

LATER = timedelta(minutes=1)
FINISHED = timedelta(hours=2)
"""So long the uploaded bytes stay, since somebody may be sending the same ones."""
UNSCANNED = "unscanned"


class Source(NamedTuple):
    """What is to be worked on."""

    digest: str
    mimetype: str
    state: str


@job(transaction=False)
def make_ready(*, attachment_id: int) -> None:
    """Scans a file and works on it; while the scanner is away it waits, and says so.

    One that is too large for the scanner is refused, or marked where the settings let it through.
    """
    source = _source(attachment_id)
    if source is None:
        return
    try:
        fault, found = _scanned(source)
    except Unavailable:
        _wait(attachment_id)
        return
    if fault and not (fault == UNSCANNED and setup.takes_unscanned()):
        _refuse(attachment_id, fault, found)
        return
    try:
        _finish(attachment_id, making.make(source.digest, source.mimetype), fault)
    except Invalid:
        _refuse(attachment_id, "damaged", "")
    except NotFound:
        _refuse(attachment_id, "lost", "")


def _scanned(source: Source) -> tuple[str, str]:
    """What is wrong with it, and what the scanner found; both are empty for a clean file."""
    if not scanner.is_on() or source.state == "ready":
        return "", ""
    try:
        found = scanner.infection(storage.read(source.digest))
    except scanner.TooLargeError:
        return UNSCANNED, ""
    except NotFound:
        return "lost", ""
    return ("infected", found) if found else ("", "")


def _source(attachment_id: int) -> Source | None:
    with db.reading() as session:
        row = session.get(Attachment, attachment_id)
        if row is None or row.state == "refused":
            return None
        if row.state == "ready" and (row.thumb_digest is not None or row.kind == "picture"):
            return None
        return Source(row.source_digest or row.digest, row.mimetype, row.state)


def _wait(attachment_id: int) -> None:
    with db.unit_of_work():
        row = _locked(attachment_id)
        if row is None:
            return
        fresh, row.state = row.state != "checking", "checking"
        enqueue(make_ready, key=f"file:{attachment_id}", pause=LATER, attachment_id=attachment_id)
        if fresh:
            _redraw(row)


def _locked(attachment_id: int) -> Attachment | None:
    return db.session.scalar(select(Attachment).where(Attachment.id == attachment_id).with_for_update())


def _finish(attachment_id: int, done: making.Done, fault: str) -> None:
    with db.unit_of_work():
        row = _locked(attachment_id)
        if row is None:
            return
        source, row.source_digest, row.state = row.source_digest, None, "ready"
        row.fault = fault or row.fault
        row.digest, row.thumb_digest, row.size = done.digest, done.thumb_digest, done.size
        row.width, row.height, row.is_moving = done.width, done.height, done.is_moving
        db.session.flush()
        db.session.execute(delete(Rendition).where(Rendition.attachment_id == row.id))
        if done.renditions:
            made = [one._asdict() | {"attachment_id": row.id} for one in done.renditions]
            db.session.execute(insert(Rendition), made)
        if source and source != done.digest:
            enqueue(tidying.drop_bytes, pause=FINISHED, digests=[source])
        if reading.is_readable(row.mimetype):
            enqueue(reading.read_contents, key=f"read:{row.id}", attachment_id=row.id)
        _redraw(row)


def _redraw(row: Attachment) -> None:
    if row.subject_kind is not None and row.subject_id is not None:
        subject = Ref(row.subject_kind, row.subject_id)
        events.publish(AttachmentReady(actor_id=0, subject=subject, audience=row.audience, attachment_id=row.id))


def _refuse(attachment_id: int, fault: str, found: str) -> None:
    """The file leaves what it hangs on; its row stays for a day, so that its sender can read why."""
    with db.unit_of_work():
        row = _locked(attachment_id)
        if row is None:
            return
        digests = sorted({digest for digest in (row.source_digest, row.digest, row.thumb_digest) if digest})
        former, own = Ref(row.subject_kind or "", row.subject_id or 0), f"user:{row.uploaded_by}"
        row.state, row.fault, row.size = "refused", fault, 0
        row.source_digest, row.digest, row.thumb_digest = None, "", None
        audience, row.audience = row.audience, own
        row.subject_kind = row.subject_id = None
        db.session.flush()
        enqueue(tidying.drop_bytes, pause=FINISHED, digests=digests)
        if former.kind:
            events.publish(AttachmentReady(actor_id=0, subject=former, audience=audience, attachment_id=row.id))
        _say_so(row, own, found)


def _say_so(row: Attachment, audience: str, found: str) -> None:
    said: dict[str, Any] = {"actor_id": 0, "subject": Ref("person", row.uploaded_by), "audience": audience}
    said |= {"attachment_id": row.id, "name": row.name}
    if row.fault == "infected":
        events.publish(InfectionFound(**said, reason=found))
    else:
        events.publish(AttachmentRefused(**said, reason=row.fault or ""))
