"""Pictures: looked at when they come in; decoded, turned upright, freed of metadata and encoded anew by a job.

Nothing of the uploaded bytes is shown to anybody, so what hides in them is gone. What is not plainly a picture is
refused.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError, features

from portal.core.errors import Invalid
from portal.core.i18n import _

from . import dimensions
from .dimensions import WIDTHS
from .moving import moving

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
MOST_PIXELS = 50_000_000
FULL = 1600
MOST_IN_FEED = 80_000
"""Bytes of a picture in a list: it is encoded more coarsely until it fits."""
_QUALITIES = {"webp": (80, 65, 50, 35, 20), "avif": (55, 45, 35, 25, 15)}
_HAS_AVIF = bool(features.check("avif"))
_OPTIONS: dict[str, dict[str, int]] = {"webp": {"method": 2}, "avif": {"speed": 9}}
_TURNED = (5, 6, 7, 8)
_ORIENTATION = 0x0112
_ENDS = 4096
_ANYWHERE = (b"<script", b"<!doctype", b"<?php ")
_AT_THE_ENDS = (b"<html", b"<svg", b"%pdf-", b"pk\x03\x04", b"pk\x05\x06", b"#!/bin")
_PIECE = 1 << 20


class Encoded(NamedTuple):
    """A picture in one width, in pixels, and one format."""

    width: int
    format: str
    content: bytes


class Picture(NamedTuple):
    """A picture made ready; sizes in pixels. `thumb` is None where the picture is small enough itself.

    `is_moving` says that one of the renditions is the picture as it moves.
    """

    full: bytes
    thumb: bytes | None
    width: int
    height: int
    renditions: list[Encoded]
    is_moving: bool


def look(stream: IO[bytes]) -> tuple[int, int]:
    """Gives width and height that the picture will have, from its first bytes alone. Raises Invalid."""
    if _is_polyglot(stream):
        raise _refused(_("This file is a picture and something else at once. Save it anew as a picture."))
    stream.seek(0)
    head = stream.read(dimensions.HEAD)
    stream.seek(0)
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        found = dimensions.of(head)
        if found is None or not all(found):
            raise _refused(_("This picture cannot be read. It may be damaged."))
        _check_pixels(*found)
        return _fitted(found)
    with _careful(), Image.open(stream, formats=FORMATS) as image:
        _check_pixels(*image.size)
        exif = Image.Image.getexif(image)  # the own method of PNG decodes the whole picture
        size = image.size[::-1] if exif.get(_ORIENTATION) in _TURNED else image.size
        return _fitted(size)


def make_ready(path: Path) -> Picture:
    """Decodes a picture and encodes it in all widths. Raises Invalid for anything that is not safely one."""
    full = _within(_decode(path), FULL)
    renditions = list(_renditions(full))
    thumb = next((one.content for one in renditions if one.width == WIDTHS[1] and one.format == "webp"), None)
    moves = moving(path, FORMATS)
    if moves is not None:
        renditions.append(Encoded(full.width, "moving", moves))
    return Picture(_encode(full, "webp", 80), thumb, *full.size, renditions, moves is not None)


def small(image: Image.Image) -> bytes:
    """Encodes a picture as a preview, at most as large as pictures in lists."""
    plain = _plain_colours(image)
    return _fitting(_within(plain, WIDTHS[1]), "webp")


def _refused(sentence: str) -> Invalid:
    return Invalid("file", sentence)


def _is_polyglot(stream: IO[bytes]) -> bool:
    stream.seek(0)
    before, last = b"", b""
    is_first = True
    while piece := stream.read(_PIECE).lower():
        if is_first and any(sign in piece[:_ENDS] for sign in _AT_THE_ENDS):
            return True
        if any(sign in before + piece for sign in _ANYWHERE):
            return True
        is_first, before = False, piece[-16:]
        last = (last + piece)[-_ENDS:]
    return any(sign in last for sign in _AT_THE_ENDS)


@contextmanager
def _careful() -> Iterator[None]:
    sentence = _("This picture cannot be read. It may be damaged.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _refused(sentence) from error
    except (MemoryError, OverflowError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise _refused(sentence) from error


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _refused(_("This picture has more than 50 megapixels. Make it smaller."))


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, FULL / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _decode(path: Path) -> Image.Image:
    with _careful(), Image.open(path, formats=FORMATS) as image:
        _check_pixels(*image.size)
        image.draft("RGB", (FULL, FULL))
        image.load()
        return _plain_colours(ImageOps.exif_transpose(image))


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


def _renditions(full: Image.Image) -> Iterator[Encoded]:
    widths = [width for width in WIDTHS if width < full.width] or [full.width]
    for width in widths:
        height = max(1, round(full.height * width / full.width))
        image = full if width == full.width else full.resize((width, height), Image.Resampling.LANCZOS)
        for kind in ("webp", "avif") if _HAS_AVIF else ("webp",):
            yield Encoded(width, kind, _fitting(image, kind))


def _fitting(image: Image.Image, kind: str) -> bytes:
    """More coarsely until it fits; and smaller, where it is nothing but grain."""
    content, step = b"", 0
    while step < len(_QUALITIES[kind]):
        content = _encode(image, kind, _QUALITIES[kind][step])
        if len(content) <= MOST_IN_FEED:
            return content
        step += 1 if len(content) < 2 * MOST_IN_FEED else 2
    return _fitting(_within(image, max(image.size) * 2 // 3), kind) if max(image.size) > WIDTHS[0] else content


def _encode(image: Image.Image, kind: str, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, kind.upper(), quality=quality, **_OPTIONS[kind])
    return target.getvalue()
