"""Pictures: decoded within limits, turned upright, freed of metadata, kept as WebP in two sizes.

Nothing of the uploaded bytes is kept, so what hides in them is gone. Whatever is not plainly a picture is refused.
"""

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core.errors import Invalid
from portal.core.i18n import _

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
MOST_PIXELS = 50_000_000
MOST_BYTES = 25 * 1024 * 1024
FULL, THUMB = 1600, 800
_ENDS = 4096
_ANYWHERE = (b"<script", b"<!doctype", b"<?php ")
_AT_THE_ENDS = (b"<html", b"<svg", b"%pdf-", b"pk\x03\x04", b"pk\x05\x06", b"#!/bin")


class Picture(NamedTuple):
    """A picture made ready; sizes in pixels. `thumb` is None where the picture is small enough itself."""

    full: bytes
    thumb: bytes | None
    width: int
    height: int


def looks_like_picture(head: bytes) -> bool:
    """Whether the first bytes are those of one of the formats that are taken."""
    return (
        head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis", b"mif1"))
    )


def make_ready(content: bytes) -> Picture:
    """Decodes and re-encodes a picture. Raises Invalid with a sentence for anything that is not safely one."""
    if len(content) > MOST_BYTES:
        raise _refused(_("This picture is larger than %(n)s MB.", n=MOST_BYTES // 1024 // 1024))
    if _is_polyglot(content):
        raise _refused(_("This file is a picture and something else at once. Save it anew as a picture."))
    upright = _decode(content)
    full = _within(upright, FULL)
    thumb = _encode(_within(full, THUMB)) if max(full.size) > THUMB else None
    return Picture(_encode(full), thumb, *full.size)


def _refused(sentence: str) -> Invalid:
    return Invalid("file", sentence)


def _is_polyglot(content: bytes) -> bool:
    lowered = content.lower()
    ends = lowered[:_ENDS], lowered[-_ENDS:]
    return any(sign in lowered for sign in _ANYWHERE) or any(sign in end for sign in _AT_THE_ENDS for end in ends)


def _decode(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _refused(_("This picture has more than 50 megapixels. Make it smaller."))
                image.draft("RGB", (FULL, FULL))
                image.load()
                return _plain_colours(ImageOps.exif_transpose(image))
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _refused(_("This picture cannot be read. It may be damaged.")) from error
    except (MemoryError, OverflowError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise _refused(_("This picture cannot be read. It may be damaged.")) from error


def _plain_colours(image: Image.Image) -> Image.Image:
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    return plain


def _within(image: Image.Image, most: int) -> Image.Image:
    if max(image.size) <= most:
        return image
    smaller = image.copy()
    smaller.thumbnail((most, most), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def _encode(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "WEBP", quality=80, method=2)
    return target.getvalue()
