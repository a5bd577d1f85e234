"""nginx sends files itself where Foyer says so; backups know the bucket; `check-setup` asks bucket and scanner."""

import http.client
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal.config import Settings
from portal.core import storage
from portal.ops import check_machine
from tests.counterparts import lifetime, s3_server
from tests.ops.installation import ROOT, Installation

pytestmark = pytest.mark.counterpart
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_disk", None)
    monkeypatch.setattr(storage, "_place", None)


@pytest.fixture
def nginx(tmp_path: Path, alone: None) -> Iterator[int]:
    """nginx with the location of our own configuration, before a portal that names one file."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed")
    storage.configure(tmp_path / "files")
    digest = storage.put(CONTENT)

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4")
            self.send_header("Content-Disposition", "inline; filename=film.mp4")
            self.send_header("Cache-Control", "private, max-age=86400")
            self.send_header("X-Accel-Redirect", f"/_kept/{digest[:2]}/{digest}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    found = re.search(r"location /_kept/ \{.*?\n    \}", (ROOT / "deploy" / "nginx.conf").read_text(), flags=re.S)
    assert found
    kept = found[0].replace("/var/lib/foyer/files/", f"{tmp_path}/files/")
    port = lifetime.free_port()
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as portal:
        thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        site = f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{portal.server_port}; }}"
        temporary = "".join(f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi"))
        whole = (
            f"user root; daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; "
            "events {} "
            f"http {{ access_log off; {temporary} uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s; "
            f"{site} {kept} }} }}"
        )
        (tmp_path / "nginx.conf").write_text(whole)
        with subprocess.Popen([program, "-c", str(tmp_path / "nginx.conf")]) as process:
            lifetime.wait_until(lambda: bool(ask(port).status), seconds=10, what="nginx")
            yield port
            process.terminate()
        portal.shutdown()
        thread.join()


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


def ask(port: int, path: str = "/files/1/film.mp4", **headers: str) -> Answer:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        return Answer(answer.status, dict(answer.headers), answer.read())
    except OSError:
        return Answer(0, {}, b"")
    finally:
        line.close()


def test_nginx_sends_the_file_and_its_stretches_with_our_headers(nginx: int) -> None:
    whole = ask(nginx)
    assert (whole.status, whole.body) == (200, CONTENT)
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Content-Disposition"] == "inline; filename=film.mp4"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = ask(nginx, Range="bytes=-5")
    assert (part.status, part.body) == (206, CONTENT[-5:])
    assert ask(nginx, Range=f"bytes={len(CONTENT)}-").status == 416
    assert ask(nginx, **{"Range": "bytes=0-1", "If-Range": '"another"'}).status == 200


def test_nobody_asks_nginx_for_files_past_the_portal(nginx: int, tmp_path: Path) -> None:
    digest = next(storage.digests())
    assert ask(nginx, f"/_kept/{digest[:2]}/{digest}").status == 404


def test_a_backup_takes_the_files_out_of_the_bucket_and_a_restore_puts_them_back(tmp_path: Path) -> None:
    put = "from portal.core import storage\nprint(storage.put(b'in a bucket' * 1000))"
    bucket = s3_server.server().replace("/files?", f"/{tmp_path.name}?")
    source = Installation(tmp_path / "source", storage=bucket)
    assert source.foyer("migrate").returncode == 0
    digest = source.python(put).stdout.strip()
    done = source.foyer("backup", str(tmp_path / "backup.tar.gz"))
    assert "1 files" in done.stdout, done.stderr
    other = s3_server.server().replace("/files?", f"/{tmp_path.name}-2?")
    target = Installation(tmp_path / "target", storage=other)
    done = target.foyer("restore", str(tmp_path / "backup.tar.gz"))
    assert done.returncode == 0, done.stderr
    there = target.python("from portal.core import storage\nprint(*storage.digests(), storage.is_local())")
    assert there.stdout.split() == [digest, "False"]
    assert not list((tmp_path / "target" / "files").glob("??/*"))


def test_the_check_names_a_bucket_or_scanner_that_does_not_answer(tmp_path: Path, alone: None) -> None:
    good = Settings(env="test", data=tmp_path, secret_key="x", storage=s3_server.server())
    (tmp_path / "files").mkdir()
    assert [f.state for f in check_machine.files(good)] == ["ok"]
    away = good.model_copy(
        update={"storage": f"s3+http://a:b@127.0.0.1:{lifetime.free_port()}/b", "clamd": f"unix://{tmp_path}/none"}
    )
    assert [f.state for f in (*check_machine.files(away), *check_machine.clamd(away))] == ["fault", "fault"]
    assert [f.state for f in check_machine.clamd(good)] == ["ok"]
