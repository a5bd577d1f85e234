"""Files on disk, named by the SHA-256 of their bytes, so that the same bytes are kept once."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .errors import NotFound, Unavailable

_folder: Path | None = None


def configure(folder: Path) -> None:
    """Names the folder that files are kept in and makes it."""
    global _folder
    folder.mkdir(parents=True, exist_ok=True)
    _folder = folder


def root() -> Path:
    """Gives the folder. Raises RuntimeError before `configure`."""
    if _folder is None:
        raise RuntimeError("configure(folder) comes first")
    return _folder


def put(content: bytes | IO[bytes]) -> str:
    """Keeps the bytes and gives their digest in hex. Raises Unavailable when the disk takes no more."""
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=root(), prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in [content] if isinstance(content, bytes) else iter(lambda: content.read(1 << 16), b""):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path(digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Unavailable from error
    return digest.hexdigest()


def path(digest: str) -> Path:
    """Gives the place of a file by its digest, whether or not it exists. Raises NotFound for what is no digest."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise NotFound
    return root() / digest[:2] / digest


def delete(digest: str) -> None:
    """Removes a file; one that is gone already is fine."""
    path(digest).unlink(missing_ok=True)


def digests() -> Iterator[str]:
    """Gives the digests of all kept files, in ascending order."""
    for folder in sorted(p for p in root().iterdir() if p.is_dir()):
        yield from sorted(p.name for p in folder.iterdir())
