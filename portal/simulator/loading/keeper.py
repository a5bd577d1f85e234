"""Draws faces, pictures and documents and keeps their bytes as an upload would be kept."""

import io
from functools import cache

from portal.attachments import Kept, Width, keep_with_widths
from portal.core import storage
from portal.simulator.documents import document
from portal.simulator.pictures import portrait, scene
from portal.simulator.records import File


@cache
def keep_portrait(name: str) -> str:
    """Draws and keeps a face; gives the digest of the picture."""
    out = io.BytesIO()
    portrait(name).save(out, "WEBP", quality=84, method=2)
    return storage.put(out.getvalue())


def keep_file(file: File, language: str) -> tuple[Kept, tuple[Width, ...]]:
    """Makes and keeps what hangs on a post, a picture in all its widths; equal drawings once."""
    if not file.is_picture:
        return _kept_document(file, language)
    kept, widths = _kept_picture(file.drawing, file.seed, language)
    return kept._replace(name=file.name), widths


@cache
def _kept_document(file: File, language: str) -> tuple[Kept, tuple[Width, ...]]:
    content, _ = document(file, language)
    return keep_with_widths(io.BytesIO(content), file.name)


@cache
def _kept_picture(drawing: str, seed: int, language: str) -> tuple[Kept, tuple[Width, ...]]:
    out = io.BytesIO()
    scene(drawing, seed, language).save(out, "PNG", compress_level=1)
    return keep_with_widths(io.BytesIO(out.getvalue()), "picture.png")
