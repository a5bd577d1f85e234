"""Files are kept alike on this disk and in a bucket of a server that speaks S3; where either is away, it says so."""

import hashlib
import io
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.config import Settings, SettingsError
from portal.core import storage
from portal.core.errors import NotFound, Unavailable
from portal.core.storage.bucket import parse
from tests.counterparts import lifetime, s3_server

NOTHING = "0" * 64


@pytest.fixture(params=["disk", pytest.param("bucket", marks=pytest.mark.counterpart)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(storage, "_disk", None)
    monkeypatch.setattr(storage, "_place", None)
    storage.configure(tmp_path / "files", "" if request.param == "disk" else s3_server.server())
    return request.param


def test_what_is_put_is_there_whole_and_in_stretches(place: str) -> None:
    content = os.urandom(300_000)
    digest = storage.put(io.BytesIO(content))
    assert digest == hashlib.sha256(content).hexdigest() == storage.put(content)
    assert storage.size(digest) == len(content)
    assert b"".join(storage.read(digest)) == content
    assert b"".join(storage.read(digest, 1000, 5)) == content[1000:1005]
    assert b"".join(storage.read(digest, 299_990)) == content[299_990:]
    assert b"".join(storage.read(digest, 7, 0)) == b""
    with storage.at_hand(digest) as path:
        assert path.read_bytes() == content
    assert storage.kept_since(digest) is not None
    assert digest in list(storage.digests())
    storage.delete(digest)
    storage.delete(digest)
    assert (storage.size(digest), storage.kept_since(digest)) == (None, None)


def test_what_is_not_there_is_not_found(place: str) -> None:
    assert storage.size(NOTHING) is None
    with pytest.raises(NotFound):
        b"".join(storage.read(NOTHING))
    with pytest.raises(NotFound), storage.at_hand(NOTHING):
        pass
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(NotFound):
            storage.size(name)


def test_no_half_of_a_file_stays_behind(place: str) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("torn")

    before = list(storage.digests())
    with pytest.raises(Unavailable):
        storage.put(Torn())
    assert list(storage.digests()) == before
    assert not [p for p in storage.root().iterdir() if p.name.startswith(".new-")]


def test_a_folder_that_is_gone_is_said_to_be_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_disk", None)
    monkeypatch.setattr(storage, "_place", None)
    storage.configure(tmp_path / "files")
    (tmp_path / "files").rmdir()
    with pytest.raises(Unavailable):
        storage.put(b"x")


@pytest.mark.counterpart
def test_a_bucket_that_is_away_or_refuses_us_is_said_to_be_away(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(storage, "_disk", None)
    monkeypatch.setattr(storage, "_place", None)
    there = urlsplit(s3_server.server())
    wrong = f"s3+http://{there.username}:wrong@127.0.0.1:{there.port}/{s3_server.BUCKET}"
    elsewhere = f"s3+http://a:b@127.0.0.1:{lifetime.free_port()}/{s3_server.BUCKET}"
    missing = s3_server.server().replace(f"/{s3_server.BUCKET}/", "/no-such-bucket/")
    for address in (wrong, elsewhere, missing):
        storage.configure(tmp_path / "files", address)
        with pytest.raises(Unavailable):
            storage.put(b"x")


def test_addresses_of_buckets_are_read_and_faulty_ones_named() -> None:
    found = parse("s3://key:se%2Fcret@s3.example:9000/foyer/a/b?region=eu-central-1")
    assert found == ("https://s3.example:9000", "key", "se/cret", "eu-central-1", "foyer", "a/b/")
    assert parse("s3+http://k:s@h/b") == ("http://h", "k", "s", "us-east-1", "b", "")
    with pytest.raises(ValueError, match="a secret, a bucket"):
        parse("s3://key@s3.example")
    with pytest.raises(SettingsError, match="FOYER_STORAGE"):
        Settings.from_env({"FOYER_STORAGE": "s3://s3.example/bucket"})
    with pytest.raises(SettingsError, match="FOYER_CLAMD"):
        Settings.from_env({"FOYER_CLAMD": "localhost"})
    with pytest.raises(SettingsError, match="FOYER_ACCEL"):
        Settings.from_env({"FOYER_ACCEL": "kept files"})


def test_a_full_disk_breaks_a_file_and_not_the_request(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(storage, "_disk", None)
    monkeypatch.setattr(storage, "_place", None)
    storage.configure(tmp_path / "files")
    (tmp_path / "files").rmdir()
    spool = storage.Spool()
    for _ in range(4):
        assert spool.write(b"x" * 40_000) == 40_000
    assert spool.broken
    spool.close()
