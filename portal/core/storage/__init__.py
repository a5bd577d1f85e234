"""Kept files, named by the SHA-256 of their bytes, so that the same bytes are kept once: on disk or in an S3 bucket."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Any

from ..errors import NotFound, Unavailable
from .disk import Disk
from .place import CHUNK, Place

_disk: Disk | None = None
_place: Place | None = None
_speakers: list[Callable[[list[str]], Iterable[str]]] = []


def configure(folder: Path, address: str = "") -> None:
    """Names the folder that files are kept in, or pass through on their way to the bucket at the address."""
    global _disk, _place
    folder.mkdir(parents=True, exist_ok=True)
    _disk = Disk(folder)
    _place = _bucket(address) if address else _disk


def _bucket(address: str) -> Place:
    from .bucket import Bucket

    return Bucket(address, root())


def root() -> Path:
    """Gives the folder. Raises RuntimeError before `configure`."""
    if _disk is None:
        raise RuntimeError("configure(folder) comes first")
    return _disk.folder


def place() -> Place:
    """Gives where files are kept. Raises RuntimeError before `configure`."""
    if _place is None:
        raise RuntimeError("configure(folder) comes first")
    return _place


def is_local() -> bool:
    """Whether files are kept on this machine's disk."""
    return place() is _disk


def put(content: bytes | IO[bytes]) -> str:
    """Keeps the bytes, in small pieces, and gives their digest in hex. Raises Unavailable when they cannot be."""
    digest = hashlib.sha256()
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=root(), prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            for chunk in [content] if isinstance(content, bytes) else iter(lambda: content.read(CHUNK), b""):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place().take(Path(name), digest.hexdigest())
    except OSError as error:
        raise Unavailable from error
    finally:
        if name:
            Path(name).unlink(missing_ok=True)
    return digest.hexdigest()


def path(digest: str) -> Path:
    """Gives a file's place on this disk by its digest, whether or not it exists. Raises NotFound for what is none."""
    if _disk is None:
        raise RuntimeError("configure(folder) comes first")
    return _disk.path(_checked(digest))


def size(digest: str) -> int | None:
    """Gives the size in bytes; None where nothing is kept. Raises NotFound for what is no digest, and Unavailable."""
    return place().size(_checked(digest))


def read(digest: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """Reads a stretch of a file in small pieces. Raises NotFound and Unavailable."""
    return place().read(_checked(digest), start, length)


def at_hand(digest: str) -> AbstractContextManager[Path]:
    """Gives a file's path on this disk while the block lasts, fetched if need be. Raises NotFound and Unavailable."""
    return place().at_hand(_checked(digest))


def kept_since(digest: str) -> float | None:
    """Gives when the bytes were last kept, in seconds since 1970; None where nothing is kept."""
    return place().since(_checked(digest))


def delete(digest: str) -> None:
    """Removes a file; one that is gone already is fine."""
    place().delete(_checked(digest))


def digests() -> Iterator[str]:
    """Gives the digests of all kept files, in ascending order."""
    return place().digests()


def clear_halves(older_than: float) -> None:
    """Removes what an ended process left half-written, if it is older than this time in seconds since 1970."""
    for path in root().glob(".[ng][eo][wt]-*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < older_than:
                path.unlink()


def speaks(speaker: Callable[[list[str]], Iterable[str]]) -> None:
    """Adds a function that says which of some digests a slice has use for; what nobody speaks of is swept away."""
    if speaker not in _speakers:
        _speakers.append(speaker)


def unspoken(some: list[str]) -> set[str]:
    """Gives those of the digests that no slice has use for."""
    return set(some).difference(*(speaker(some) for speaker in _speakers))


def _checked(digest: str) -> str:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise NotFound
    return digest


class Spool(tempfile.SpooledTemporaryFile[bytes]):
    """What comes in, on disk from the first piece on. A full disk breaks this file alone and not the whole request."""

    def __init__(self) -> None:
        super().__init__(max_size=CHUNK, dir=str(root()))
        self.broken = False

    def write(self, piece: Any) -> int:
        """Keeps a piece until the disk takes no more."""
        try:
            return len(piece) if self.broken else super().write(piece)
        except OSError:
            self.broken = True
            return len(piece)


__all__ = [
    "Spool",
    "at_hand",
    "clear_halves",
    "configure",
    "delete",
    "digests",
    "is_local",
    "kept_since",
    "path",
    "place",
    "put",
    "read",
    "root",
    "size",
    "speaks",
    "unspoken",
]
