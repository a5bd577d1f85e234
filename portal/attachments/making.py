"""The work on one file that takes long: pictures in all widths, previews of documents. Knows no database."""

from typing import NamedTuple

from portal.core import storage

from . import previews


class Width(NamedTuple):
    """One width, in pixels, and format of a picture; `size` in bytes."""

    width: int
    format: str
    digest: str
    size: int


class Done(NamedTuple):
    """What came out: the file itself, a small picture of it, and for pictures their size in pixels and all widths."""

    digest: str
    thumb_digest: str | None
    size: int
    width: int | None
    height: int | None
    renditions: tuple[Width, ...]
    is_moving: bool = False


def make(digest: str, mimetype: str) -> Done:
    """Works on the kept bytes. Raises Invalid for a picture that cannot be read; NotFound, Unavailable."""
    from . import pictures

    with storage.at_hand(digest) as path:
        if not mimetype.startswith("image/"):
            drawn = previews.preview_of(path, mimetype) if previews.may_have_one(mimetype) else None
            thumb = storage.put(drawn) if drawn else None
            return Done(digest, thumb, path.stat().st_size, None, None, ())
        picture = pictures.make_ready(path)
    kept = tuple(Width(one.width, one.format, storage.put(one.content), len(one.content)) for one in picture.renditions)
    full, thumb = storage.put(picture.full), storage.put(picture.thumb) if picture.thumb else None
    return Done(full, thumb, len(picture.full), picture.width, picture.height, kept, picture.is_moving)
