"""What a place that keeps files has to be able to do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 16


class Place(Protocol):
    """A disk or a bucket. Digests are known to be some; all methods raise Unavailable where the place is away."""

    def take(self, file: Path, digest: str) -> None:
        """Keeps a file of this disk under the digest of its bytes; the file itself may be moved away."""

    def size(self, digest: str) -> int | None:
        """Gives the size in bytes; None where nothing is kept."""

    def read(self, digest: str, start: int, length: int | None) -> Iterator[bytes]:
        """Reads a stretch in small pieces. Raises NotFound."""

    def at_hand(self, digest: str) -> AbstractContextManager[Path]:
        """Gives a path on this disk while the block lasts. Raises NotFound."""

    def since(self, digest: str) -> float | None:
        """Gives when the bytes were last kept, in seconds since 1970."""

    def delete(self, digest: str) -> None:
        """Removes what is kept, if it is."""

    def digests(self) -> Iterator[str]:
        """Gives all digests, in ascending order."""
