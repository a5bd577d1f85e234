"""Files as pages show them, and which bytes nobody speaks of any more."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import func, select

from auth.audience import NOBODY, Actor, holds
from portal.core import clock, db, i18n
from portal.core.errors import NotFound, Unavailable
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.drafts import named_files

from . import dimensions
from .models import Attachment, FileText, Rendition

WAITS_HOURS = 24
MOST_SHOWN = 500


class File(NamedTuple):
    """A file as a page shows it. Sizes of pictures in pixels; `size` in bytes. `widths` are what it is there in."""

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
    kind: str = "other"
    state: str = "ready"
    fault: str = ""
    has_thumb: bool = False
    widths: tuple[int, ...] = ()
    is_moving: bool = False

    @property
    def size_text(self) -> str:
        """The size in kilobytes or megabytes, as the language writes it."""
        return size_text(self.size)

    @property
    def is_ready(self) -> bool:
        """Whether the file can be read; otherwise it is being worked on, or was refused."""
        return self.state == "ready"

    def srcset(self, format: str) -> str:
        """The widths of a picture in a format, as HTML names them; the browser takes the one that fits."""
        return ", ".join(f"/files/{self.id}/{width}.{format} {width}w" for width in self.widths)

    @property
    def moving_url(self) -> str:
        """The address of the picture as it moves. Everywhere else it stands still."""
        return f"/files/{self.id}/moving"

    @property
    def warning(self) -> str:
        """What one should know before opening it; empty for most. Pictures were drawn anew: nothing hides in them."""
        if self.fault != "unscanned" or self.is_picture or not self.is_ready:
            return ""
        return _("Not checked for viruses: it is larger than the scanner takes.")

    @property
    def why(self) -> str:
        """Why the file was refused, in a sentence."""
        return {
            "infected": _("The virus scanner found something in this file. It was removed."),
            "damaged": _("This picture cannot be read. It may be damaged."),
            "unscanned": _("This file is larger than the virus scanner takes. Send it in parts, or ask IT."),
        }.get(self.fault, _("This file was lost on the way. Upload it again."))


def size_text(size: int) -> str:
    """Writes a size in kilobytes, megabytes or gigabytes, as the language does."""
    kilobytes = size / 1000
    if kilobytes < 1000:
        return _("%(n)s KB", n=i18n.number(max(1, round(kilobytes)) if size else 0))
    if kilobytes < 1_000_000:
        return _("%(n)s MB", n=i18n.number(kilobytes / 1000, 1))
    return _("%(n)s GB", n=i18n.number(kilobytes / 1_000_000, 1))


def shown(row: Attachment) -> File:
    """Gives a row as a page shows it."""
    url = f"/files/{row.id}/{quote(row.name)}"
    is_picture, is_ready = row.kind == "picture", row.state == "ready"
    thumb = f"/files/{row.id}/thumb" if row.thumb_digest else url
    if not is_ready:
        thumb = f"/files/{row.id}/waiting"
    widths = widths_of(row.width) if is_picture and is_ready and row.width else ()
    return File(
        id=row.id,
        name=row.name,
        url=url,
        thumb_url=thumb,
        mimetype=row.mimetype,
        size=row.size,
        width=row.width,
        height=row.height,
        alt=row.alt,
        is_picture=is_picture,
        kind=row.kind,
        state=row.state,
        fault=row.fault or "",
        has_thumb=row.thumb_digest is not None,
        widths=widths,
        is_moving=row.is_moving and is_ready,
    )


def widths_of(width: int) -> tuple[int, ...]:
    """Gives the widths, in pixels, that pictures of this width are there in."""
    return tuple(one for one in dimensions.WIDTHS if one < width) or (width,)


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


def contents_on(subject: Ref) -> str:
    """Gives what stands in a subject's files, for its search document."""
    texts = select(FileText.text).join(Attachment, Attachment.id == FileText.attachment_id)
    texts = texts.where(Attachment.subject_kind == subject.kind, Attachment.subject_id == subject.id)
    return "\n".join(db.session.scalars(texts.order_by(Attachment.id).limit(MOST_SHOWN)))


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


def used_by(user_id: int) -> int:
    """Gives how many bytes somebody's files take up."""
    used = select(func.sum(Attachment.size)).where(Attachment.uploaded_by == user_id, Attachment.audience != NOBODY)
    return int(db.session.scalar(used) or 0)


def digest_of(row: Attachment) -> str:
    """Gives the digest of the file itself. Raises Unavailable while it is checked, NotFound for a refused one."""
    if row.state in ("waiting", "checking"):
        raise Unavailable(_("This file is still being checked. Try again in a minute."))
    if row.state != "ready":
        raise NotFound
    return row.digest


def rendition_of(row: Attachment, width: int, format: str) -> str:
    """Gives the digest of a picture in the width asked for, or of what comes next to it."""
    made = select(Rendition.digest).where(Rendition.attachment_id == row.id, Rendition.format == format)
    found = db.session.scalar(made.order_by(func.abs(Rendition.width - width)).limit(1))
    return found or row.thumb_digest or row.digest


def moving_of(row: Attachment) -> str:
    """Gives the digest of a picture as it moves. Raises NotFound for one that stands still."""
    moving = select(Rendition.digest).where(Rendition.attachment_id == row.id, Rendition.format == "moving")
    found = db.session.scalar(moving)
    if found is None or row.state != "ready":
        raise NotFound
    return found


def rendered(ids: list[int]) -> set[str]:
    """Gives the digests of all widths of these pictures."""
    return set(db.session.scalars(select(Rendition.digest).where(Rendition.attachment_id.in_(ids)))) if ids else set()


def spoken(digests: Iterable[str]) -> set[str]:
    """Gives those of the digests that a file has."""
    asked = sorted(set(digests))
    columns = (Attachment.digest, Attachment.thumb_digest, Attachment.source_digest, Rendition.digest)
    found: set[str | None] = set()
    for column in columns:
        found.update(db.session.scalars(select(column).where(column.in_(asked))))
    return {digest for digest in found if digest}


def unspoken(digests: Iterable[str]) -> set[str]:
    """Gives those of the digests that no file has."""
    asked = set(digests)
    return asked - spoken(asked)
