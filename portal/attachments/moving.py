"""Pictures that move: encoded anew as an animated WebP, within bounds of time, memory and bytes. Knows no database."""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

MOST_FRAMES = 200
MOST_READ = 200_000_000
"""Pixels of all frames together as they were sent, which bounds the time."""
MOST_DRAWN = 12_000_000
"""Pixels of all frames together as they are kept: about 48 MB of memory while they are encoded."""
MOST_BYTES = 1_000_000
SIDE, LEAST_SIDE = 640, 80
PLAYED = 5000
"""Milliseconds: what moves for longer by itself keeps people from reading beside it."""
_QUALITIES = (60, 40, 25)
_FASTEST, _USUAL = 20, 100


def moving(path: Path, formats: tuple[str, ...]) -> bytes | None:
    """Gives the picture as it moves, smaller where it is much; None for one that stands still or is too much."""
    try:
        with warnings.catch_warnings(), Image.open(path, formats=formats) as image:
            warnings.simplefilter("ignore")
            count = _count(image)
            side = _side(image.size, count)
            return _encode(list(_frames(image, count, side)), image.info.get("loop")) if side else None
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        return None
    except (OverflowError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _count(image: Image.Image) -> int:
    """How many frames there are; 0 for too many. Each is gone to, since a header may say anything."""
    if not getattr(image, "is_animated", False):
        return 1
    most = min(MOST_FRAMES, MOST_READ // max(1, image.width * image.height))
    for number in range(1, most + 1):
        try:
            image.seek(number)
        except EOFError:
            return number
    return 0


def _side(size: tuple[int, int], count: int) -> int:
    """The longer side, in pixels, at which all frames together are not too much; 0 where that is too small."""
    if count < 2:
        return 0
    scale = (MOST_DRAWN / (count * size[0] * size[1])) ** 0.5
    side = min(SIDE, max(size), int(max(size) * scale))
    return side if side >= min(LEAST_SIDE, max(size)) else 0


def _frames(image: Image.Image, count: int, side: int) -> Iterator[tuple[Image.Image, int]]:
    for number in range(count):
        image.seek(number)
        frame = image.convert("RGBA")
        frame.thumbnail((side, side), Image.Resampling.BILINEAR)
        pause = int(image.info.get("duration") or _USUAL)
        yield frame, pause if pause >= _FASTEST else _USUAL


def _encode(frames: list[tuple[Image.Image, int]], loop: int | None) -> bytes | None:
    pauses = [pause for _frame, pause in frames]
    plays = max(1, PLAYED // sum(pauses))
    if loop != 0:
        plays = min(plays, (loop or 0) + 1)
    first, *others = [frame for frame, _pause in frames]
    for quality in _QUALITIES:
        target = io.BytesIO()
        options = {"duration": pauses, "loop": plays, "quality": quality, "method": 4}
        first.info.clear()
        first.save(target, "WEBP", save_all=True, append_images=others, **options)
        if target.tell() <= MOST_BYTES:
            return target.getvalue()
    return None
