"""Brings a backup back: checks every byte of it first, puts aside what is there, fills, migrates, indexes."""

import hashlib
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from pydantic import ValidationError
from sqlalchemy import delete, inspect, select, text

from portal.config import Settings
from portal.core import clock, db, schema, storage
from portal.ops import snapshots
from portal.ops.backup import FORMAT, MANIFEST, Manifest, Report
from portal.ops.supervisor import StartError, take_lock

_NAME = re.compile(r"database/[a-z0-9_]+\.(copy|sqlite3)|files/[0-9a-f]{2}/[0-9a-f]{64}|manifest\.json")
_CHUNK = 1 << 20


class RestoreError(Exception):
    """The backup cannot be brought back here; the message says why. Nothing was changed."""


def read_backup(settings: Settings, source: Path, *, force: bool, report: Report) -> Manifest:
    """Replaces database and files by those of the backup and gives its manifest. Raises RestoreError."""
    from portal.app import create_app

    settings.data.mkdir(parents=True, exist_ok=True)
    create_app(settings)
    with _alone(settings), tempfile.TemporaryDirectory(dir=settings.data, prefix="restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder, report)
        _fits(manifest)
        if not force:
            _refuse_to_overwrite()
        _replace(settings, folder, manifest)
    _bring_up_to_date(report)
    return manifest


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    try:
        lock = take_lock(settings.data)
    except StartError as error:
        raise RestoreError(str(error)) from error
    try:
        yield
    finally:
        lock.close()


def _unpack(source: Path, folder: Path, report: Report) -> Manifest:
    """Writes the archive's parts into the folder, having compared each with its hash."""
    (folder / "files").mkdir()
    (folder / "database").mkdir()
    hashes: dict[str, str] = {}
    size = source.stat().st_size
    try:
        with source.open("rb") as file, tarfile.open(fileobj=file, mode="r:gz") as archive:
            for entry in archive:
                if not entry.isfile() or not _NAME.fullmatch(entry.name):
                    raise RestoreError(f"{source} is not a backup of Foyer: it holds {entry.name!r}.")
                content = archive.extractfile(entry)
                assert content is not None
                hashes[entry.name] = _write(content, folder / entry.name)
                report("Reading the backup", file.tell(), size)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise RestoreError(f"{source} cannot be read to its end: {error}") from error
    return _verified(source, folder, hashes)


def _write(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while block := content.read(_CHUNK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _verified(source: Path, folder: Path, hashes: dict[str, str]) -> Manifest:
    if MANIFEST not in hashes:
        raise RestoreError(f"{source} was cut short while it was written: it has no list of its contents.")
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found.get("format") != FORMAT:
            raise RestoreError(f"{source} has a format that this version of Foyer does not know.")
        manifest = Manifest.model_validate(found)
    except (ValueError, ValidationError) as error:
        raise RestoreError(f"{source} has a damaged list of its contents: {error}") from error
    wanted = {f"database/{name}": digest for name, digest in manifest.database.items()}
    wanted |= {f"files/{digest[:2]}/{digest}": digest for digest in manifest.files}
    del hashes[MANIFEST]
    if damaged := sorted(name for name in wanted.keys() | hashes.keys() if wanted.get(name) != hashes.get(name)):
        raise RestoreError(f"{source} is damaged: {damaged[0]} is not what was written ({len(damaged)} in all).")
    return manifest


def _fits(manifest: Manifest) -> None:
    if manifest.dialect != db.dialect():
        raise RestoreError(
            f"The backup comes from {manifest.dialect}, and FOYER_DATABASE names {db.dialect()}. They must be the same."
        )
    if manifest.revision not in schema.revisions():
        raise RestoreError(
            f"The backup was written by a newer Foyer ({manifest.version}, schema {manifest.revision}). Update first."
        )


def _refuse_to_overwrite() -> None:
    from auth.models import User
    from portal.core.jobs import Heartbeat

    with db.engine().connect() as connection:
        if not inspect(connection).has_table(User.__tablename__):
            return
        alive = connection.scalar(select(Heartbeat.at).where(Heartbeat.name == "worker"))
        people = connection.scalar(select(User.id).limit(1))
    if alive is not None and alive > clock.now() - timedelta(seconds=30):
        raise RestoreError("A worker is using this database. Stop the portal first.")
    if people is not None:
        raise RestoreError("The database holds accounts. With --force they are put aside and the backup takes over.")


def _replace(settings: Settings, folder: Path, manifest: Manifest) -> None:
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    aside = settings.data / f"before-restore-{stamp}"
    if manifest.dialect == "sqlite":
        _check_counts(manifest, snapshots.count_sqlite(folder / "database" / snapshots.SQLITE_FILE))
        db.engine().dispose()
        _swap_sqlite(settings, folder, aside)
    else:
        _swap_postgres(folder, manifest, f"before_restore_{stamp.replace('-', '_')}")
    _swap_files(settings.data / "files", folder / "files", aside)
    if not storage.is_local():
        _send_on(settings.data / "files")


def _swap_sqlite(settings: Settings, folder: Path, aside: Path) -> None:
    path = snapshots.sqlite_path(settings.database_url)
    for old in (Path(f"{path}{ending}") for ending in ("", "-wal", "-shm")):
        if old.exists():
            aside.mkdir(exist_ok=True)
            old.replace(aside / old.name)
    shutil.move(folder / "database" / snapshots.SQLITE_FILE, path)


def _swap_postgres(folder: Path, manifest: Manifest, aside: str) -> None:
    """All in one transaction; the former tables stay in a schema of their own."""
    with db.engine().begin() as connection:
        here = connection.scalar(text("SELECT current_schema()"))
        connection.execute(text(f'ALTER SCHEMA "{here}" RENAME TO "{aside}"'))
        connection.execute(text(f'CREATE SCHEMA "{here}"'))
        _check_counts(manifest, snapshots.put_postgres(folder / "database", manifest.revision, connection))
        kept = text("SELECT count(*) FROM pg_tables WHERE schemaname = :aside")
        if not connection.scalar(kept, {"aside": aside}):
            connection.execute(text(f'DROP SCHEMA "{aside}" CASCADE'))


def _swap_files(path: Path, restored: Path, aside: Path) -> None:
    with suppress(OSError):
        path.rmdir()  # nothing to keep when it is empty
    if path.exists():
        aside.mkdir(exist_ok=True)
        path.replace(aside / path.name)
    restored.replace(path)


def _send_on(folder: Path) -> None:
    """Where files are kept in a bucket, the restored ones belong there."""
    for path in sorted(folder.glob("??/*")):
        with path.open("rb") as file:
            storage.put(file)
        path.unlink()


def _check_counts(manifest: Manifest, rows: dict[str, int]) -> None:
    if different := sorted(name for name, count in manifest.rows.items() if rows.get(name) != count):
        raise RestoreError(f"The table {different[0]} does not hold the rows that were written.")


def _bring_up_to_date(report: Report) -> None:
    """Migrates, ends all sessions and tokens (one that was ended since must not come back) and builds the index."""
    import search
    from auth.models import Session
    from portal.api import Token

    schema.upgrade()
    with db.unit_of_work() as session:
        session.execute(delete(Session))
        session.execute(delete(Token))
    search.rebuild(lambda done, total: report("Search index", done, total))
