"""Taking files in: recognised by their first bytes, kept in small pieces, worked on later by a job."""

import io
from collections.abc import Sequence
from typing import IO, NamedTuple

from werkzeug.datastructures import FileStorage

from portal.core import storage
from portal.core.errors import Invalid, Unavailable
from portal.core.i18n import _

from . import dimensions, files, making, scanner, setup


class NoRoom(Invalid):
    """The storage took no more or did not answer; trying again later may help."""


class Kept(NamedTuple):
    """A file whose bytes are kept already, without a row that speaks of it."""

    digest: str
    thumb_digest: str | None
    source_digest: str | None
    name: str
    mimetype: str
    kind: str
    state: str
    size: int
    width: int | None
    height: int | None


def take_in(stream: IO[bytes], name: str) -> Kept:
    """Recognises a file by its content and keeps the bytes. Raises Invalid, or NoRoom where the storage is full.

    Call it before the first query, so that no transaction waits for it. Pictures, and all files where a virus scanner
    is set up, come back as waiting: `attach` has a job work on them.
    """
    if getattr(stream, "broken", False):
        raise _no_room()
    stream.seek(0)
    head = stream.read(32)
    if not head:
        raise Invalid("file", _("This file is empty."))
    size = stream.seek(0, io.SEEK_END)
    if size > setup.most_bytes():
        raise Invalid("file", _("This file is larger than %(n)s MB.", n=setup.most_bytes() // 2**20))
    if dimensions.looks_like_picture(head):
        from . import pictures

        width, height = pictures.look(stream)
        tidy = files.tidy_name(name, ".webp")
        return Kept("", None, _keep(stream), tidy, "image/webp", "picture", "waiting", size, width, height)
    mimetype = files.kind_of(stream, name)
    tidy, kind, digest = files.tidy_name(name), files.family_of(mimetype), _keep(stream)
    if scanner.is_on():
        return Kept("", None, digest, tidy, mimetype, kind, "waiting", size, None, None)
    return Kept(digest, None, None, tidy, mimetype, kind, "ready", size, None, None)


def take_in_all(uploads: Sequence[FileStorage]) -> list[Kept]:
    """Takes in what was chosen in one field; of several the message names the one that is not taken. Raises Invalid."""
    kept: list[Kept] = []
    for upload in uploads:
        name = upload.filename or ""
        try:
            kept.append(take_in(upload.stream, name))
        except Invalid as error:
            if len(uploads) == 1 or isinstance(error, NoRoom):
                raise
            raise Invalid("file", f"{name[:80]}: {error.message}") from error
    return kept


def keep_ready(stream: IO[bytes], name: str) -> Kept:
    """Takes in what the portal itself has drawn, and works on it at once. Raises what `take_in` raises."""
    return keep_with_widths(stream, name)[0]


def keep_with_widths(stream: IO[bytes], name: str) -> tuple[Kept, tuple[making.Width, ...]]:
    """Does what `keep_ready` does, and gives what a picture is kept in beside itself. Raises what `take_in` raises."""
    kept = take_in(stream, name)
    if kept.source_digest is None:
        return kept, ()
    done = making.make(kept.source_digest, kept.mimetype)
    ready = kept._replace(digest=done.digest, thumb_digest=done.thumb_digest, source_digest=None, state="ready")
    return ready._replace(size=done.size, width=done.width, height=done.height), done.renditions


def _keep(stream: IO[bytes]) -> str:
    stream.seek(0)
    try:
        return storage.put(stream)
    except Unavailable as error:
        raise _no_room() from error


def _no_room() -> NoRoom:
    return NoRoom("file", _("The file could not be kept: there is no room for it at present. Try again later."))
