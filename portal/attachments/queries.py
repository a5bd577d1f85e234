"""Files as pages show them, and which bytes nobody speaks of any more."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import select

from auth.audience import Actor, holds
from portal.core import clock, db, i18n
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.drafts import named_files

from .models import Attachment

WAITS_HOURS = 24
MOST_SHOWN = 500


class File(NamedTuple):
    """A file as a page shows it. Sizes of pictures in pixels; `size` in bytes."""

    id: int
    name: str
    url: str
    thumb_url: str
    mimetype: str
    size: int
    width: int | None
    height: int | None
    alt: str
    is_picture: bool

    @property
    def size_text(self) -> str:
        """The size in kilobytes or megabytes, as the language writes it."""
        kilobytes = self.size / 1000
        if kilobytes < 1000:
            return _("%(n)s KB", n=i18n.number(max(1, round(kilobytes))))
        return _("%(n)s MB", n=i18n.number(kilobytes / 1000, 1))


def shown(row: Attachment) -> File:
    """Gives a row as a page shows it."""
    url = f"/files/{row.id}/{quote(row.name)}"
    is_picture = row.width is not None
    thumb = f"/files/{row.id}/thumb" if row.thumb_digest else url
    return File(row.id, row.name, url, thumb, row.mimetype, row.size, row.width, row.height, row.alt, is_picture)


def files_of(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, list[File]]:
    """Gives the files of several subjects of one kind that the actor may see, by the subject's id; one statement."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = select(Attachment).where(
        Attachment.subject_kind == kind, Attachment.subject_id.in_(wanted), holds(actor, Attachment.audience)
    )
    found: dict[int, list[File]] = {}
    for row in db.session.scalars(rows.order_by(Attachment.id).limit(MOST_SHOWN)):
        found.setdefault(row.subject_id or 0, []).append(shown(row))
    return found


def waiting_of(actor: Actor, ids: Iterable[int]) -> list[File]:
    """Gives those of the files that the actor uploaded and that wait, to draw a refused form again."""
    wanted = sorted(set(ids))[:MOST_SHOWN]
    own = select(Attachment).where(Attachment.id.in_(wanted), Attachment.uploaded_by == actor.id)
    return [shown(row) for row in db.session.scalars(own.order_by(Attachment.id))] if wanted else []


def names_on(subject: Ref) -> str:
    """Gives the names of a subject's files, for its search document."""
    names = select(Attachment.name).where(Attachment.subject_kind == subject.kind, Attachment.subject_id == subject.id)
    return " ".join(db.session.scalars(names.order_by(Attachment.id).limit(MOST_SHOWN)))


def forgotten(limit: int) -> list[Attachment]:
    """Gives files that have waited for a day and hang nowhere, not even on a draft."""
    old = select(Attachment).where(
        Attachment.id.not_in(sorted(named_files())),
        Attachment.subject_id.is_(None),
        Attachment.created_at < clock.now() - timedelta(hours=WAITS_HOURS),
    )
    return list(db.session.scalars(old.order_by(Attachment.id).limit(limit)))


def hanging_on(subject: Ref, limit: int) -> list[Attachment]:
    """Gives files of a subject, whoever may see them."""
    rows = select(Attachment).where(Attachment.subject_kind == subject.kind, Attachment.subject_id == subject.id)
    return list(db.session.scalars(rows.order_by(Attachment.id).limit(limit)))


def unspoken(digests: Iterable[str]) -> set[str]:
    """Gives those of the digests that no file has."""
    asked = set(digests)
    full = select(Attachment.digest).where(Attachment.digest.in_(asked))
    thumbs = select(Attachment.thumb_digest).where(Attachment.thumb_digest.in_(asked))
    return asked - set(db.session.scalars(full)) - {digest for digest in db.session.scalars(thumbs) if digest}
