"""What was backed up comes back whole, or the restore says what is wrong and changes nothing."""

import gzip
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.installation import Installation

pytestmark = pytest.mark.counterpart

FILL = """
from auth.accounts import create_local_account, make_user
from auth.models import Unit
from portal.core import db, jobs, storage
from portal.core.realtime import recheck

with db.unit_of_work() as session:
    site = Unit(kind="site", name="Gdańsk\\tPłn.", city="Gdańsk", country="PL")
    session.add(site)
    session.flush()
    for number in range(50):
        user = make_user(name=f"Jörg \\\\ {number} 'Ö'")
        user.site_id = site.id
        session.add(user)
        session.flush()
    user = create_local_account(email="p7@example.org", name="Ann", password="correct horse")
    user.manager_id = user.id - 1
for number in range(20):
    storage.put(b"file %d" % number * 1000)
"""
COUNT = """
import hashlib, json, sys
from sqlalchemy import select, func
from auth.models import User
from portal.core import db, storage
with db.reading() as session:
    # search_common is an estimate that PostgreSQL makes anew from a sample
    tables = [table for table in db.Base.metadata.sorted_tables if table.name != "search_common"]
    rows = {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}
    names = session.scalars(select(User.name).order_by(User.id)).all()
files = {d: hashlib.sha256(storage.path(d).read_bytes()).hexdigest() for d in storage.digests()}
print(json.dumps([rows, names, files]))
"""
SIGN_IN = """
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
browser = app.test_client()
with app.test_request_context():
    token, raw = generate_csrf(), cookie["csrf_token"]
with browser.session_transaction() as kept:
    kept["csrf_token"] = raw
form = {"csrf_token": token, "email": "p7@example.org", "password": "correct horse"}
print(browser.post("/login", data=form).headers["Location"])
"""
SIGNED_IN = """
from datetime import timedelta
from auth.models import Session, User
from portal.api import Token
from portal.core import clock, db
from sqlalchemy import select
with db.unit_of_work() as session:
    user_id = session.scalar(select(User.id).limit(1))
    day = timedelta(days=1)
    held = {"user_id": user_id, "created_at": clock.now(), "expires_at": clock.now() + day}
    session.add(Session(secret_hash="0" * 64, **held))
    session.add(Token(kind="personal", name="Script", hash="0" * 64, hint="foyer_pat_abcd", scopes=[], **held))
"""
ACT_OF_POWER = """
from auth import accounts
from auth.audience import PORTAL
from auth.models import User
from portal.core import db
from sqlalchemy import select
with db.unit_of_work() as session:
    accounts.deactivate(PORTAL, session.scalars(select(User).order_by(User.id).limit(1)).one())
"""
INSERT = """
from auth.accounts import make_user
from portal.core import db
with db.unit_of_work() as session:
    session.add(make_user(name="Newcomer"))
print("inserted")
"""
Make = Callable[[str], Installation]


@pytest.fixture
def filled(make: Make) -> Installation:
    installation = make("old")
    assert installation.foyer("migrate").returncode == 0
    done = installation.python(FILL)
    assert done.returncode == 0, done.stderr
    assert installation.foyer("reindex").returncode == 0
    return installation


def state_of(installation: Installation) -> list[dict[str, int]]:
    done = installation.python(COUNT)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, int]] = json.loads(done.stdout)
    return found


def test_rows_files_and_sign_in_come_back(filled: Installation, make: Make, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    filled.python(ACT_OF_POWER)
    before = state_of(filled)
    filled.python(SIGNED_IN)
    assert filled.foyer("backup", str(archive)).returncode == 0
    assert archive.stat().st_mode & 0o077 == 0

    restored = make("new")
    done = restored.foyer("restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert state_of(restored) == before  # the session and the token of SIGNED_IN have ended
    proven = restored.foyer("verify-audit")
    assert "2 entries, none changed" in proven.stdout, proven.stderr
    assert restored.python(SIGN_IN).stdout.strip() == "/home"
    assert restored.python(INSERT).stdout.strip() == "inserted"  # new ids do not collide with the restored ones


def test_a_database_with_accounts_is_kept_unless_forced(filled: Installation, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    filled.foyer("backup", str(archive))
    filled.python(INSERT)
    refused = filled.foyer("restore", str(archive))
    assert refused.returncode == 1
    assert "holds accounts" in refused.stderr
    assert len(state_of(filled)[1]) == 52

    forced = filled.foyer("restore", "--force", str(archive))
    assert forced.returncode == 0, forced.stderr
    assert len(state_of(filled)[1]) == 51
    aside = list(filled.data.glob("before-restore-*"))
    assert aside, "what was there is put aside, not thrown away"


def test_a_backup_never_writes_over_another(filled: Installation, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    archive.write_text("the only copy")
    done = filled.foyer("backup", str(archive))
    assert done.returncode == 1
    assert "exists already" in done.stderr
    assert archive.read_text() == "the only copy"
    nowhere = filled.foyer("backup", str(tmp_path / "nowhere" / "backup.tar.gz"))
    assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (1, False)
    assert "No such file or directory" in nowhere.stderr


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A good backup of a small installation on SQLite."""
    installation = Installation(tmp_path / "source")
    installation.foyer("migrate")
    installation.python("from portal.core import storage\nstorage.put(b'one')\nstorage.put(b'two' * 50000)")
    done = installation.foyer("backup", str(tmp_path / "good.tar.gz"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "good.tar.gz"


def spoil_by_cutting(good: Path, bad: Path) -> None:
    bad.write_bytes(good.read_bytes()[: good.stat().st_size // 2])


def spoil_by_leaving_out_the_list(good: Path, bad: Path) -> None:
    _copy(good, bad, lambda name, body: None if name == "manifest.json" else body)


def spoil_one_byte(good: Path, bad: Path) -> None:
    _copy(good, bad, lambda name, body: bytes([body[0] ^ 1]) + body[1:] if name.startswith("files/") else body)


def spoil_by_another_format(good: Path, bad: Path) -> None:
    _copy(good, bad, lambda name, body: body.replace(b'"format": 1', b'"format": 99'))


def spoil_by_a_newer_schema(good: Path, bad: Path) -> None:
    def change(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        return json.dumps(json.loads(body) | {"revision": "9999"}).encode()

    _copy(good, bad, change)


def spoil_by_another_archive(_good: Path, bad: Path) -> None:
    folder = bad.parent / "other"
    folder.mkdir()
    (folder / "passwd").write_text("x")
    with tarfile.open(bad, "w:gz") as other:
        other.add(folder / "passwd", "../../etc/passwd")


def spoil_by_no_archive(_good: Path, bad: Path) -> None:
    bad.write_bytes(gzip.compress(b"hello"))


def _copy(good: Path, bad: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    import io

    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as target:
        for entry in source:
            content = source.extractfile(entry)
            assert content is not None
            body = change(entry.name, content.read())
            if body is not None:
                entry.size = len(body)
                target.addfile(entry, io.BytesIO(body))


SPOILED = {
    spoil_by_cutting: "cannot be read to its end",
    spoil_by_leaving_out_the_list: "was cut short",
    spoil_one_byte: "is damaged",
    spoil_by_another_format: "a format that this version of Foyer does not know",
    spoil_by_a_newer_schema: "was written by a newer Foyer",
    spoil_by_another_archive: "is not a backup of Foyer",
    spoil_by_no_archive: "cannot be read to its end",
}


def test_a_spoiled_backup_is_refused_and_changes_nothing(archive: Path, tmp_path: Path) -> None:
    target = Installation(tmp_path / "target")
    target.foyer("migrate")
    target.python("from portal.core import storage\nstorage.put(b'mine')")
    before = state_of(target)
    for spoil, words in SPOILED.items():
        bad = tmp_path / f"{spoil.__name__}.tar.gz"
        spoil(archive, bad)
        done = target.foyer("restore", "--force", str(bad))
        assert done.returncode == 1, spoil.__name__
        assert words in done.stderr, spoil.__name__
        assert "Traceback" not in done.stderr
    assert state_of(target) == before
    assert not [path for path in target.data.iterdir() if path.name.startswith(("restore-", "before-"))]


def test_a_restore_waits_for_nobody_who_runs(archive: Path, tmp_path: Path) -> None:
    target = Installation(tmp_path / "target")
    target.foyer("migrate")
    target.python("from portal.core import jobs\njobs.start_periodic()")
    done = target.foyer("restore", str(archive))
    assert done.returncode == 1
    assert "Stop the portal first" in done.stderr
    shutil.rmtree(target.data)
