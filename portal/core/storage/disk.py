"""Files on the disk of this machine, in 256 folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import NotFound
from .place import CHUNK


class Disk:
    """A folder with the files of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Gives the place of a file, whether or not it exists."""
        return self.folder / digest[:2] / digest

    def take(self, file: Path, digest: str) -> None:
        """Moves the file to its place; it is there whole or not at all."""
        target = self.path(digest)
        target.parent.mkdir(exist_ok=True)
        file.chmod(0o640)  # nginx, in our group, may send files itself
        file.replace(target)

    def size(self, digest: str) -> int | None:
        """Gives the size in bytes; None where nothing is kept."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, digest: str, start: int, length: int | None) -> Iterator[bytes]:
        """Reads a stretch in small pieces. Raises NotFound."""
        try:
            file = self.path(digest).open("rb")
        except FileNotFoundError as error:
            raise NotFound from error
        with file:
            file.seek(start)
            left = length
            while piece := file.read(CHUNK if left is None else min(CHUNK, left)):
                left = None if left is None else left - len(piece)
                yield piece

    @contextmanager
    def at_hand(self, digest: str) -> Iterator[Path]:
        """Gives the path. Raises NotFound."""
        if not self.path(digest).exists():
            raise NotFound
        yield self.path(digest)

    def since(self, digest: str) -> float | None:
        """Gives when the bytes were last kept, in seconds since 1970."""
        try:
            return self.path(digest).stat().st_mtime
        except FileNotFoundError:
            return None

    def delete(self, digest: str) -> None:
        """Removes what is kept, if it is."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Gives all digests, in ascending order."""
        for folder in sorted(p for p in self.folder.iterdir() if p.is_dir()):
            yield from sorted(p.name for p in folder.iterdir())
