"""Keeping what was uploaded, handing it to what is being written, letting go of it."""

import io
from collections.abc import Iterable, Mapping
from typing import IO, Any, NamedTuple

from sqlalchemy import Select, select, update

from auth.audience import NOBODY, Actor, AudienceMoved
from auth.policy import require
from portal.core import clock, db, events, storage
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _, ngettext
from portal.core.subjects import Ref

from . import files, pictures
from .events import AttachmentDescribed
from .models import ALT, Attachment

MOST = 10
MOST_WAITING = 200


class Kept(NamedTuple):
    """A file whose bytes are kept already, without a row that speaks of it."""

    digest: str
    thumb_digest: str | None
    name: str
    mimetype: str
    size: int
    width: int | None
    height: int | None


def take_in(stream: IO[bytes], name: str) -> Kept:
    """Recognises a file by its content, makes pictures ready and keeps the bytes. Raises Invalid.

    This is the slow part: call it before the first query, so that no transaction waits for it.
    """
    head = stream.read(32)
    stream.seek(0)
    if not head:
        raise Invalid("file", _("This file is empty."))
    if pictures.looks_like_picture(head):
        return _take_in_picture(stream.read(pictures.MOST_BYTES + 1), name)
    mimetype = files.kind_of(stream, name)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return Kept(storage.put(stream), None, files.tidy_name(name), mimetype, size, None, None)


def _take_in_picture(content: bytes, name: str) -> Kept:
    picture = pictures.make_ready(content)
    digest = storage.put(picture.full)
    thumb = storage.put(picture.thumb) if picture.thumb else None
    tidy = files.tidy_name(name, ".webp")
    return Kept(digest, thumb, tidy, "image/webp", len(picture.full), picture.width, picture.height)


def attach(actor: Actor, kept: Kept, alt: str = "") -> Attachment:
    """Gives a kept file to the actor alone, until something adopts it. Raises Invalid when too many wait."""
    waiting = select(Attachment.id).where(Attachment.uploaded_by == actor.id, Attachment.subject_id.is_(None))
    if len(db.session.scalars(waiting.limit(MOST_WAITING)).all()) == MOST_WAITING:
        raise Invalid("file", _("Too many files of yours wait for a post. Write one of them first."))
    row = Attachment(
        **kept._asdict(), alt=alt[:ALT], uploaded_by=actor.id, audience=f"user:{actor.id}", created_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    return row


def describe(actor: Actor, attachment: Attachment, alt: str) -> None:
    """Says what is to be seen, for those who do not see it."""
    require(actor, "edit", attachment)
    if attachment.alt == alt[:ALT]:
        return
    attachment.alt = alt[:ALT]
    db.session.flush()
    if attachment.subject_kind is not None and attachment.subject_id is not None:
        subject = Ref(attachment.subject_kind, attachment.subject_id)
        said: dict[str, Any] = {"actor_id": actor.id, "subject": subject, "audience": attachment.audience}
        events.publish(AttachmentDescribed(**said, attachment_id=attachment.id))


def adopt(
    actor: Actor, ids: Iterable[int], subject: Ref, audience: str, *, alts: Mapping[int, str] | None = None
) -> list[Attachment]:
    """Hangs exactly these files of the actor on a subject; what hung there before and is not named is let go.

    Raises NotFound for files that are not the actor's or hang elsewhere, Invalid for too many.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST:
        raise Invalid("attachments", ngettext("At most %(n)s file.", "At most %(n)s files.", MOST))
    hanging = {row.id: row for row in db.session.scalars(_on(subject))}
    fresh = [file_id for file_id in wanted if file_id not in hanging]
    rows = hanging | {row.id: row for row in _waiting(actor, fresh)}
    if not set(wanted) <= set(rows):
        raise NotFound
    for file_id, row in rows.items():
        if file_id in wanted:
            row.subject_kind, row.subject_id, row.audience = subject.kind, subject.id, audience
            row.alt = (alts or {}).get(file_id, row.alt)[:ALT]
        else:
            _let_go(row)
    db.session.flush()
    return [rows[file_id] for file_id in wanted]


def let_go(actor: Actor, attachment: Attachment) -> None:
    """Throws a file of the actor's away that hangs nowhere yet; row and bytes go with the next tidying."""
    require(actor, "remove", attachment)
    attachment.audience = NOBODY


def follow_subject(event: AudienceMoved) -> None:
    """Gives the files of a subject the audience that the subject has now."""
    subject = event.subject
    moved = update(Attachment).where(Attachment.subject_kind == subject.kind, Attachment.subject_id == subject.id)
    db.session.execute(moved.values(audience=event.audience).execution_options(synchronize_session="fetch"))


def _on(subject: Ref) -> Select[Attachment]:
    return select(Attachment).where(Attachment.subject_kind == subject.kind, Attachment.subject_id == subject.id)


def _waiting(actor: Actor, ids: list[int]) -> Iterable[Attachment]:
    if not ids:
        return []
    own = select(Attachment).where(Attachment.id.in_(ids), Attachment.uploaded_by == actor.id)
    return db.session.scalars(own.where(Attachment.subject_id.is_(None)).with_for_update())


def _let_go(row: Attachment) -> None:
    row.subject_kind = row.subject_id = None
    row.audience = f"user:{row.uploaded_by}"
    row.created_at = clock.now()
