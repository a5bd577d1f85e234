"""Where a virus scanner is set up, nothing is read before it has looked; it is spoken to as clamd wants it."""

import io
import socketserver
import struct
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.attachments import Attachment, InfectionFound, adopt, setup
from portal.audit import latest_entry
from portal.core import clock, db, jobs
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.attachments.factories import make_waiting, picture
from tests.comments.notes import make_note
from tests.factories import actor, make_user

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

MOST = 3 * 2**20
"""Stands for clamd's StreamMaxLength."""


class Scanner(socketserver.StreamRequestHandler):
    """Answers as clamd does to INSTREAM."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        if b"slow" in content:
            return
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture
def socket_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="clamd") as folder:
        yield Path(folder) / "clamd.ctl"


@pytest.fixture
def scanner(socket_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socketserver.ThreadingUnixStreamServer(str(socket_path), Scanner) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        monkeypatch.setattr(setup, "_clamd", f"unix://{socket_path}")
        yield
        server.shutdown()
        thread.join()


def later(row: Attachment) -> Attachment:
    jobs.run_all()
    db.session.expire_all()
    return db.session.get_one(Attachment, row.id)


def test_a_clean_file_waits_and_is_then_there(as_, scanner) -> None:
    ann = make_user()
    row = make_waiting(ann, b"hello", "notes.txt")
    early = as_(ann).get(f"/files/{row.id}/notes.txt")
    assert early.status_code == 503
    assert "still being checked" in early.text
    assert "This file is being checked." in as_(ann).get(f"/attachments/{row.id}").text
    row = later(row)
    assert (row.state, row.source_digest) == ("ready", None)
    assert as_(ann).get(f"/files/{row.id}/notes.txt", buffered=True).data == b"hello"


def test_an_infected_file_goes_is_written_down_and_its_sender_hears_of_it(as_, scanner) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    row = make_waiting(ann, b"a" * 100_000 + EICAR, "notes.txt")
    adopt(actor(ann), [row.id], Ref("note", note.id), "everyone")
    db.commit()
    row = later(row)
    assert (row.state, row.fault, row.digest, row.subject_id) == ("refused", "infected", "", None)
    assert as_(ann).get(f"/files/{row.id}/notes.txt").status_code == 404
    assert as_(bob).get(f"/files/{row.id}/notes.txt").status_code == 404
    entry = latest_entry()
    assert entry is not None
    assert (entry.event, entry.subject_id, entry.reason) == (InfectionFound.__name__, ann.id, "Eicar-Test-Signature")
    (notice,) = db.session.scalars(select(Notice).where(Notice.user_id == ann.id)).all()
    assert notice.data["infected"] is True
    assert "The virus scanner found something in your file notes.txt" in as_(ann).get("/notifications").text
    assert "The virus scanner found something in this file." in as_(ann).get("/attachments/mine").text


def test_pictures_are_looked_at_before_they_are_drawn(scanner) -> None:
    assert later(make_waiting(make_user(), picture())).state == "ready"
    hidden = picture("JPEG", comment=EICAR)
    assert later(make_waiting(make_user("Bob"), hidden, "wall.jpg")).fault == "infected"


def test_while_the_scanner_is_away_files_wait_and_say_so(as_, socket_path, monkeypatch) -> None:
    monkeypatch.setattr(setup, "_clamd", f"unix://{socket_path}")
    ann = make_user()
    row = later(make_waiting(ann, b"hello", "notes.txt"))
    assert (row.state, row.digest) == ("checking", "")
    assert "The virus scanner does not answer at present." in as_(ann).get(f"/attachments/{row.id}").text
    assert as_(ann).get(f"/files/{row.id}/notes.txt").status_code == 503
    with socketserver.ThreadingUnixStreamServer(str(socket_path), Scanner) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        clock.freeze(clock.now() + timedelta(minutes=2))
        row = later(row)
        server.shutdown()
        thread.join()
    assert row.state == "ready"


def test_a_scanner_that_says_nothing_has_not_found_the_file_clean(scanner) -> None:
    assert later(make_waiting(make_user(), b"slow", "notes.txt")).state == "checking"


def test_a_file_that_the_scanner_does_not_take_is_refused_and_its_sender_hears_of_it(as_, scanner) -> None:
    ann, note = make_user(), make_note()
    row = make_waiting(ann, b"a" * 8 * MOST, "film.txt")
    adopt(actor(ann), [row.id], Ref("note", note.id), "everyone")
    db.commit()
    row = later(row)
    assert (row.state, row.fault, row.subject_id) == ("refused", "unscanned", None)
    assert as_(ann).get(f"/files/{row.id}/film.txt").status_code == 404
    assert "film.txt is larger than the virus scanner takes" in as_(ann).get("/notifications").text
    assert "larger than the virus scanner takes. Send it in parts" in as_(ann).get("/attachments/mine").text


def test_where_the_settings_let_it_through_everybody_is_warned(as_, scanner, monkeypatch) -> None:
    monkeypatch.setattr(setup, "_takes_unscanned", True)
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    row = make_waiting(ann, b"a" * (MOST + 2**20), "film.txt")
    adopt(actor(ann), [row.id], Ref("note", note.id), "everyone")
    db.commit()
    row = later(row)
    assert (row.state, row.fault) == ("ready", "unscanned")
    for path in (f"/attachments/{row.id}", f"/attachments/{row.id}/state", f"/attachments/{row.id}/state?of=item"):
        assert "Not checked for viruses" in as_(bob).get(path, htmx=True).text, path
    assert "Not checked for viruses" in as_(ann).get("/attachments/mine").text
    assert as_(bob).get(f"/files/{row.id}/film.txt", buffered=True).status_code == 200


def test_without_a_scanner_files_are_there_at_once() -> None:
    row = make_waiting(make_user(), io.BytesIO(b"hello").read(), "notes.txt")
    assert (row.state, row.source_digest) == ("ready", None)
