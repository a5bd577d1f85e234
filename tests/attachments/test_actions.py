"""Files other than pictures, adoption, and letting go."""

import io
import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from auth.audience import move
from auth.policy import get
from portal.attachments import Attachment, adopt, attach, files_of, names_on, take_in
from portal.attachments.files import tidy_name
from portal.attachments.tidying import throw_forgotten_files_away
from portal.core import clock, db, jobs, storage
from portal.core.errors import Invalid, NotFound
from portal.core.subjects import Ref
from tests.attachments.factories import make_attachment, office, picture
from tests.comments.notes import make_note
from tests.factories import actor, make_user

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def on(note) -> Ref:
    return Ref("note", note.id)


@pytest.mark.parametrize(
    ("name", "content", "mimetype"),
    [
        ("plan.pdf", b"%PDF-1.4\n1 0 obj\n", "application/pdf"),
        ("plan.docx", office("word/document"), WORD),
        ("plan.zip", office("anything"), "application/zip"),
        ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "application/vnd.ms-excel"),
        ("plan.csv", "Name;Größe\nMüller;3\n".encode(), "text/csv"),
        ("plan.csv", "Name;Größe\nMüller;3\n".encode("cp1252"), "text/csv"),
        ("plan.txt", b"hello", "text/plain"),
    ],
)
def test_files_on_the_list_are_kept_as_they_are(app, name: str, content: bytes, mimetype: str) -> None:
    kept = take_in(io.BytesIO(content), name)
    assert (kept.mimetype, kept.name, kept.size, kept.width) == (mimetype, name, len(content), None)
    assert storage.path(kept.digest).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"MZ\x00\x00 not a pdf"),
        ("plan.docx", b"%PDF-1.4"),
        ("plan.docx", office("word/document", macros=True)),
        ("plan.docm", office("word/document")),
        ("page.html", b"<html></html>"),
        ("run.exe", b"MZ" + b"\x00" * 100),
        ("run.txt", b"MZ\x00" * 100),
        ("script.js", b"alert(1)"),
        ("no-ending", b"hello"),
        (".pdf", b"hello"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(app, name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(io.BytesIO(content), name)
    assert "file" in refused.value.errors


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\Plan <1>.pdf", "Plan 1.pdf"),
        ("a\x00b\u202egpj.txt", "abgpj.txt"),
        ("..", "File"),
        ("", "File"),
        ("x" * 300 + ".csv", "x" * 109 + ".csv"),
        ("Übersicht.csv", "Übersicht.csv"),
    ],
)
def test_names_are_tidied(name: str, tidy: str) -> None:
    assert tidy_name(name) == tidy


def test_a_file_is_its_uploaders_alone_until_something_adopts_it() -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    row = make_attachment(ann)
    with pytest.raises(NotFound):
        get(actor(bob), Attachment, row.id)
    adopt(actor(ann), [row.id], on(note), note.audience, alts={row.id: "A red wall"})
    db.commit()
    (file,) = files_of(actor(bob), "note", [note.id])[note.id]
    assert (file.alt, file.is_picture, file.url) == ("A red wall", True, f"/files/{row.id}/wall.webp")
    assert names_on(on(note)) == "wall.webp"


def test_foreign_files_and_files_that_hang_elsewhere_are_not_found() -> None:
    ann, bob, note, other = make_user(), make_user("Bob"), make_note(), make_note()
    row = make_attachment(ann)
    with pytest.raises(NotFound):
        adopt(actor(bob), [row.id], on(note), "everyone")
    adopt(actor(ann), [row.id], on(note), "everyone")
    with pytest.raises(NotFound):
        adopt(actor(ann), [row.id], on(other), "everyone")
    with pytest.raises(NotFound):
        adopt(actor(ann), [10**9], on(note), "everyone")
    with pytest.raises(Invalid):
        adopt(actor(ann), range(1, 12), on(note), "everyone")


def test_adopting_again_keeps_what_is_named_and_lets_the_rest_go() -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    one, two = make_attachment(ann), make_attachment(ann)
    adopt(actor(ann), [one.id, two.id], on(note), "everyone")
    adopt(actor(ann), [two.id], on(note), "everyone")
    db.commit()
    assert [file.id for file in files_of(actor(bob), "note", [note.id])[note.id]] == [two.id]
    with pytest.raises(NotFound):
        get(actor(bob), Attachment, one.id)


def test_files_follow_the_audience_of_what_they_hang_on() -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    row = make_attachment(ann)
    adopt(actor(ann), [row.id], on(note), "everyone")
    move(actor(ann), note, f"user:{ann.id}")
    db.commit()
    assert files_of(actor(bob), "note", [note.id]) == {}
    with pytest.raises(NotFound):
        get(actor(bob), Attachment, row.id)


def test_too_many_waiting_files_are_refused(monkeypatch) -> None:
    from portal.attachments import actions

    monkeypatch.setattr(actions, "MOST_WAITING", 2)
    ann = make_user()
    for _ in range(2):
        make_attachment(ann)
    with pytest.raises(Invalid):
        attach(actor(ann), take_in(io.BytesIO(picture()), "x.png"))


def test_forgotten_files_go_with_their_bytes_and_used_ones_stay() -> None:
    ann, note = make_user(), make_note()
    gone = make_attachment(ann, picture(size=(11, 11)))
    used = make_attachment(ann, picture(size=(12, 12)))
    same = make_attachment(ann, picture(size=(12, 12)))
    adopt(actor(ann), [used.id], on(note), "everyone")
    db.commit()
    for digest in (gone.digest, used.digest):
        os.utime(storage.path(digest), (1, 1))
    clock.freeze(clock.now() + timedelta(hours=25))
    with db.unit_of_work():
        throw_forgotten_files_away()
    jobs.run_all()
    assert not storage.path(gone.digest).exists()
    assert storage.path(used.digest).exists()
    left = db.session.scalars(select(Attachment.id)).all()
    assert (left, same.digest) == ([used.id], used.digest)


def test_fresh_bytes_stay_since_somebody_may_be_uploading_them_again() -> None:
    row = make_attachment(make_user(), picture(size=(13, 13)))
    clock.freeze(clock.now() + timedelta(hours=25))
    with db.unit_of_work():
        throw_forgotten_files_away()
    jobs.run_all()
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0
    assert storage.path(row.digest).exists()
