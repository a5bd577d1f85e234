"""The job that reads what stands in a document, so that it is found by its contents and not by its name alone."""

from typing import Any

from sqlalchemy import select

from portal.core import db, events, storage
from portal.core.errors import NotFound
from portal.core.jobs import enqueue, every, job
from portal.core.subjects import Ref

from . import confined
from .events import AttachmentRead
from .models import Attachment, FileText

MOST_BYTES = 64 * 2**20
"""Larger files are found by their name alone."""
_ENCRYPTED = 3
_MOST_AT_ONCE = 200
_PDF, _OFFICE = "application/pdf", ("officedocument", "opendocument")


def is_readable(mimetype: str) -> bool:
    """Whether there may be a text in such a file."""
    return mimetype == _PDF or any(part in mimetype for part in _OFFICE)


@job(transaction=False)
def read_contents(*, attachment_id: int) -> None:
    """Reads the text of a file once it is ready, and has what it hangs on entered into the index anew."""
    with db.reading() as session:
        row = session.get(Attachment, attachment_id)
        if row is None or row.state != "ready" or session.get(FileText, attachment_id) is not None:
            return
        digest, mimetype, size = row.digest, row.mimetype, row.size
    text, fault = _text(digest, mimetype, size)
    with db.unit_of_work():
        if db.session.get(Attachment, attachment_id) is not None:
            _keep(attachment_id, text, fault)


def _text(digest: str, mimetype: str, size: int) -> tuple[str, str]:
    """The text, and why there is none: large, encrypted, damaged or lost."""
    if size > MOST_BYTES:
        return "", "large"
    try:
        with storage.at_hand(digest) as path:
            done = confined.run("text_of.py", path, "pdf" if mimetype == _PDF else "office")
    except NotFound:
        return "", "lost"
    if done is None or done.returncode != 0:
        return "", "encrypted" if done is not None and done.returncode == _ENCRYPTED else "damaged"
    words = done.stdout.decode("utf-8", "ignore").replace("\x00", " ")
    return "\n".join(" ".join(line.split()) for line in words.splitlines() if line.strip()), ""


def _keep(attachment_id: int, text: str, fault: str) -> None:
    values: dict[str, Any] = {"attachment_id": attachment_id, "text": text, "fault": fault}
    db.upsert(FileText, values, keys=("attachment_id",), update={"text": text, "fault": fault})
    row = db.session.get(Attachment, attachment_id)
    if text and row is not None and row.subject_kind is not None and row.subject_id is not None:
        subject = Ref(row.subject_kind, row.subject_id)
        events.publish(AttachmentRead(actor_id=0, subject=subject, audience=row.audience, attachment_id=row.id))


@every(hours=24)
def read_missing() -> None:
    """Has those files read that nobody has read: from before this was done, or whose job was lost."""
    readable = Attachment.mimetype.like("%document%") | (Attachment.mimetype == _PDF)
    unread = select(Attachment.id).where(Attachment.state == "ready", readable)
    unread = unread.outerjoin(FileText, FileText.attachment_id == Attachment.id).where(FileText.attachment_id.is_(None))
    for attachment_id in db.session.scalars(unread.order_by(Attachment.id.desc()).limit(_MOST_AT_ONCE)).all():
        enqueue(read_contents, key=f"read:{attachment_id}", attachment_id=attachment_id)
