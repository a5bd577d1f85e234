"""Writes database and files into one archive, while the portal goes on working.

Layout of the archive (tar, gzip): `database/…`, `files/ab/<digest>`, and last `manifest.json`, whose absence tells that
a backup was cut short. The database comes before the files, so that every file that it names is there.
"""

import errno
import gzip
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from portal.config import Settings
from portal.core import clock, db, schema, storage
from portal.core.errors import NotFound
from portal.ops import snapshots

FORMAT = 1
MANIFEST = "manifest.json"

Report = Callable[[str, int, int], None]


class Manifest(BaseModel):
    """What a backup holds. Hashes are SHA-256 in hex; files are named by theirs."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    version: str
    written_at: str
    dialect: str
    revision: str
    rows: dict[str, int]
    database: dict[str, str]
    files: list[str]


def write_backup(settings: Settings, target: Path, report: Report) -> Manifest:
    """Writes the backup and gives its manifest. Raises FileExistsError rather than write over another backup."""
    if target.exists():
        raise FileExistsError(errno.EEXIST, "A file of that name exists already", str(target))
    part = target.with_name(f".{target.name}.part")
    try:
        with (
            _private(part) as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as packed,
            tarfile.open(fileobj=packed, mode="w") as archive,
        ):
            manifest = _write(archive, settings, report)
        _settle(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _private(path: Path) -> io.BufferedWriter:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(part: Path, target: Path) -> None:
    handle = os.open(part, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    part.replace(target)


def _write(archive: tarfile.TarFile, settings: Settings, report: Report) -> Manifest:
    with tempfile.TemporaryDirectory(dir=settings.data, prefix="backup-") as name:
        folder = Path(name)
        report("Database", 0, 1)
        rows = snapshots.take(folder)
        database = {path.name: _add(archive, path, f"database/{path.name}") for path in sorted(folder.iterdir())}
        report("Database", 1, 1)
    manifest = Manifest(
        version=version("foyer"),
        written_at=clock.now().isoformat(timespec="seconds"),
        dialect=db.dialect(),
        revision=schema.current() or "",
        rows=rows,
        database=database,
        files=_add_files(archive, report),
    )
    _add_text(archive, MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _add_files(archive: tarfile.TarFile, report: Report) -> list[str]:
    digests = list(storage.digests())
    kept = []
    for number, digest in enumerate(digests, start=1):
        try:
            with storage.at_hand(digest) as path:
                _add(archive, path, f"files/{digest[:2]}/{digest}")
        except (FileNotFoundError, NotFound):
            continue  # purged since we looked; the database that we have may still name it, for a page to say so
        kept.append(digest)
        report("Files", number, len(digests))
    return kept


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        reader = _Hashing(file)
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(file.fileno()).st_size
        entry.mode = 0o600
        archive.addfile(entry, reader)
        return reader.digest.hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    entry = tarfile.TarInfo(name)
    body = content.encode()
    entry.size = len(body)
    archive.addfile(entry, io.BytesIO(body))


class _Hashing(io.RawIOBase):
    """Reads a file and computes its SHA-256 on the way."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block
