"""Handing kept files to what is being written, describing them, letting go of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select, update

from auth.audience import NOBODY, Actor, AudienceMoved
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _, ngettext
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from . import previews, queries, reading, setup, work
from .events import AttachmentDescribed
from .models import ALT, Attachment
from .taking import Kept

MOST = 10
MOST_WAITING = 200


def attach(actor: Actor, kept: Kept, alt: str = "") -> Attachment:
    """Gives a kept file to the actor alone, until something adopts it, and has a job work on it.

    Raises Invalid when too many wait, or when the actor's files take up all that one person may have.
    """
    waiting = select(Attachment.id).where(Attachment.uploaded_by == actor.id, Attachment.subject_id.is_(None))
    if len(db.session.scalars(waiting.limit(MOST_WAITING)).all()) == MOST_WAITING:
        raise Invalid("file", _("Too many files of yours wait for a post. Write one of them first."))
    _check_quota(actor, kept.size)
    row = Attachment(
        **kept._asdict(), alt=alt[:ALT], uploaded_by=actor.id, audience=f"user:{actor.id}", created_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    if kept.state == "waiting" or (kept.thumb_digest is None and previews.may_have_one(kept.mimetype)):
        enqueue(work.make_ready, attachment_id=row.id)
    elif reading.is_readable(kept.mimetype):
        enqueue(reading.read_contents, key=f"read:{row.id}", attachment_id=row.id)
    return row


def _check_quota(actor: Actor, size: int) -> None:
    most = setup.quota()
    if most and (used := queries.used_by(actor.id)) + size > most:
        sentence = _(
            "Your files take up %(used)s of %(most)s, and this one does not fit. Delete files that you no longer need.",
            used=queries.size_text(used),
            most=queries.size_text(most),
        )
        raise Invalid("file", sentence)


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

    Files that turned out not to be usable stay behind. Raises NotFound for files that are not the actor's or hang
    elsewhere, Invalid for too many.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST:
        raise Invalid("attachments", ngettext("At most %(n)s file.", "At most %(n)s files.", MOST))
    hanging = {row.id: row for row in db.session.scalars(_on(subject))}
    fresh = [file_id for file_id in wanted if file_id not in hanging]
    rows = hanging | {row.id: row for row in _waiting(actor, fresh)}
    if not set(wanted) <= set(rows):
        raise NotFound
    wanted = [file_id for file_id in wanted if rows[file_id].state != "refused"]
    for file_id, row in rows.items():
        if file_id in wanted:
            row.subject_kind, row.subject_id, row.audience = subject.kind, subject.id, audience
            row.alt = (alts or {}).get(file_id, row.alt)[:ALT]
        elif file_id in hanging:
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


def hand_over(origin: Ref, subject: Ref) -> bool:
    """Hangs the files of one subject on another one for the same people; says whether there were any."""
    here = (Attachment.subject_kind == origin.kind, Attachment.subject_id == origin.id)
    moved = update(Attachment).where(*here).values(subject_kind=subject.kind, subject_id=subject.id)
    found = db.session.scalars(moved.returning(Attachment.id).execution_options(synchronize_session="fetch"))
    return bool(found.all())


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
