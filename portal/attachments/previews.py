"""Small pictures of documents: the first page of a PDF, the picture that an office document brings along itself."""

import io
import zipfile
from pathlib import Path

from . import confined

PDF = "application/pdf"
_IN_OFFICE = ("Thumbnails/thumbnail.png", "docProps/thumbnail.jpeg", "docProps/thumbnail.jpg", "docProps/thumbnail.png")
_MOST_BYTES = 8 * 2**20
_MOST_PIXELS = 20_000_000


def may_have_one(mimetype: str) -> bool:
    """Whether it is worth trying."""
    return mimetype == PDF or "officedocument" in mimetype or "opendocument" in mimetype


def preview_of(path: Path, mimetype: str) -> bytes | None:
    """Draws a preview; None for a document that cannot be drawn, which is no fault of its reader."""
    from PIL import Image

    from . import pictures

    try:
        drawn = _first_page(path) if mimetype == PDF else _brought_along(path)
        if drawn is None:
            return None
        with Image.open(io.BytesIO(drawn), formats=("PNG", "JPEG")) as image:
            return pictures.small(image) if image.width * image.height <= _MOST_PIXELS else None
    except (OSError, ValueError, SyntaxError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None


def _first_page(path: Path) -> bytes | None:
    """In a process of its own, which a hostile document may end or fill without harm."""
    done = confined.run("first_page.py", path)
    return done.stdout if done is not None and done.returncode == 0 and done.stdout else None


def _brought_along(path: Path) -> bytes | None:
    with zipfile.ZipFile(path) as packed:
        found = next((name for name in _IN_OFFICE if name in packed.namelist()), None)
        if found is None or packed.getinfo(found).file_size > _MOST_BYTES:
            return None
        with packed.open(found) as file:
            return file.read(_MOST_BYTES)
