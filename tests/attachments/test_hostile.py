"""Hostile files: archives that burst, things that are two kinds at once, names that lie, films that are none."""

import io
import struct
import zipfile

import pytest

from portal.attachments import take_in
from portal.attachments.archives import MOST_ENTRIES
from portal.core.errors import Invalid
from tests.attachments.factories import make_attachment, office
from tests.factories import make_user


def packed(*entries: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def many(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(count):
            archive.writestr(str(number), b"")
    return target.getvalue()


def overlapping() -> bytes:
    """An archive all of whose entries are the same bytes, which the list names again and again."""
    plain = packed(("a", b"\x00" * 3_000_000))
    at = plain.index(b"PK\x01\x02")
    end = plain.index(b"PK\x05\x06")
    entry = plain[at:end]
    listed = entry * 50
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 50, 50, len(listed), at, 0)
    return plain[:at] + listed + tail


def lying(size: int) -> bytes:
    """An archive whose list is said to be larger than anybody reads."""
    plain = packed(("a", b"a"))
    end = plain.index(b"PK\x05\x06")
    return plain[: end + 12] + struct.pack("<I", size) + plain[end + 16 :]


BURSTING = {
    "200 MB of nothing": lambda: packed(("a", b"\x00" * 200_000_000)),
    "too many entries": lambda: many(MOST_ENTRIES + 1),
    "the same bytes fifty times": overlapping,
    "a list of 2 GB": lambda: lying(2**31),
    "an archive cut off": lambda: packed(("a", b"hello" * 1000))[:-30],
    "an archive without a list": lambda: b"PK\x03\x04" + b"\x00" * 400,
    "rubbish behind the signature": lambda: b"PK\x05\x06" + b"\xff" * 18,
}


@pytest.mark.anywhere
@pytest.mark.parametrize("name", BURSTING)
@pytest.mark.parametrize("ending", [".zip"])
def test_archives_that_burst_or_are_broken_are_refused_without_unpacking(app, name: str, ending: str) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(io.BytesIO(BURSTING[name]()), f"files{ending}")
    assert refused.value.errors["file"].startswith("This archive")


@pytest.mark.anywhere
def test_an_office_document_that_bursts_is_refused_too(app) -> None:
    bomb = packed(("word/document.xml", b"\x00" * 200_000_000))
    with pytest.raises(Invalid):
        take_in(io.BytesIO(bomb), "plan.docx")
    assert take_in(io.BytesIO(office("word/document")), "plan.docx").state == "ready"


TWO_AT_ONCE = {
    "a page called PDF": (b"<html>%PDF-1.4", "x.pdf"),
    "a page called film": (b"<html><script>alert(1)</script>", "x.mp4"),
    "a program called film": (b"MZ\x90\x00ftypisom", "x.mp4"),
    "SVG with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "x.svg"),
    "SVG called sound": (b"<svg onload=alert(1)>", "x.mp3"),
    "Matroska that is not WebM": (b"\x1aE\xdf\xa3\x42\x82matroska" + b"\x00" * 100, "x.webm"),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", "x.sh"),
    "a shortcut": (b"[InternetShortcut]\nURL=file://x\n", "x.url"),
    "a page as text": (b"<html>", "x.htm"),
}


@pytest.mark.parametrize("name", TWO_AT_ONCE)
def test_what_is_not_what_its_ending_says_is_refused(app, name: str) -> None:
    content, called = TWO_AT_ONCE[name]
    with pytest.raises(Invalid):
        take_in(io.BytesIO(content), called)


def test_markup_in_a_text_file_goes_to_disk_and_never_into_the_browser(as_) -> None:
    ann = make_user()
    row = make_attachment(ann, b"<script>alert(1)</script>", "notes.txt")
    answer = as_(ann).get(f"/files/{row.id}/notes.html", buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=notes.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\windows\\system32\\plan.txt", "plan.txt"),
        ("plan\x00\x1f\x7f.txt", "plan.txt"),
        ("plan\u202etxt.exe.txt", "plantxt.exe.txt"),
        ("\u2066\u200fplan\u2069.txt", "plan.txt"),
        ('"; filename=evil.html; x=".txt', "filename=evil.html x=.txt"),
        ("plan\r\nSet-Cookie: a=b.txt", "plan Set-Cookie a=b.txt"),
        ("…/Übersicht 3.txt", "Übersicht 3.txt"),
    ],
)
def test_names_with_paths_marks_and_line_ends_stay_names(as_, sent: str, name: str) -> None:
    ann = make_user()
    row = make_attachment(ann, b"hello", sent)
    answer = as_(ann).get(f"/files/{row.id}/x", buffered=True)
    assert row.name == name
    assert "Set-Cookie: a" not in str(answer.headers)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "\u202e" not in as_(ann).get(f"/attachments/{row.id}").text
