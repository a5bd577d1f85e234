"""What stands in documents is read by a job, within bounds, and found by whoever sees what they hang on."""

import io
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

import search
from portal.attachments import confined, reading
from portal.attachments.models import Attachment, FileText
from portal.core import db, jobs
from portal.core.subjects import Ref
from tests.attachments.factories import make_waiting
from tests.attachments.test_documents import pdf
from tests.factories import actor, make_user
from tests.posts.factories import make_post

WORD = '<w:document xmlns:w="w"><w:p><w:r><w:t>Drehmoment </w:t><w:t>Flansch</w:t></w:r></w:p></w:document>'
SLIDE = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Drehmoment Flansch</a:t></a:r></a:p></p:sld>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x xmlns:w="w"><w:t>&b;</w:t></x>'

LOCK = b"/Size 6/Encrypt<</Filter/Standard/V 1/R 2/O(a)/U(b)/P -4>>"


def packed(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


def table() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Drehmoment", "Flansch", 47])
    book.save(target)
    return target.getvalue()


def read(content: bytes, name: str) -> FileText:
    make_waiting(make_user("Ann"), content, name)
    jobs.run_all()
    return db.session.scalars(select(FileText).order_by(FileText.attachment_id.desc())).first()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.docx", packed(word__document=WORD)),
        ("plan.pptx", packed(ppt__presentation="<x/>", ppt__slides__slide1=SLIDE)),
        ("plan.xlsx", table()),
    ],
)
def test_the_words_of_office_documents_are_read(app, name: str, content: bytes) -> None:
    found = read(content, name)
    assert found.fault == ""
    assert "Drehmoment" in found.text
    assert "Flansch" in found.text


def test_the_words_of_a_pdf_are_read(app) -> None:
    assert "Plan" in read(pdf(), "plan.pdf").text


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("broken.pdf", b"%PDF-1.7\n" + b"\x00\xff<<" * 500, "damaged"),
        ("broken.docx", packed(word__document="<w:document><w:t>never closed"), "damaged"),
        (
            "locked.pdf",
            pdf().replace(b"/Size 6", b"/Size 6/Encrypt<</Filter/Standard/V 1/R 2/O(a)/U(b)/P -4>>"),
            "encrypted",
        ),
    ],
)
def test_what_cannot_be_read_says_why_and_ends_no_job(app, name: str, content: bytes, fault: str) -> None:
    found = read(content, name)
    assert (found.text, found.fault) == ("", fault)
    assert db.session.query(jobs.Job).count() == 0


def test_entities_that_unfold_do_no_harm(app) -> None:
    assert len(read(packed(word__document=BOMB), "bomb.docx").text) < 1_000


def test_a_file_that_is_too_large_or_takes_too_long_is_found_by_its_name_alone(app, monkeypatch) -> None:
    read(pdf(), "large.pdf")
    db.session.execute(FileText.__table__.delete())
    db.session.execute(Attachment.__table__.update().values(size=200 * 2**20))
    reading.read_missing()
    jobs.run_all()
    assert db.session.scalar(select(FileText.fault)) == "large"
    monkeypatch.setattr(confined, "_SECONDS", 0)
    assert read(pdf(height=301), "slow.pdf").fault == "damaged"


def test_contents_are_found_with_what_they_hang_on_by_those_who_see_it(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    row = make_waiting(ann, packed(word__document=WORD), "plan.docx")
    post = make_post(ann, title="Wartung", attachments=[row.id])
    jobs.run_all()
    db.session.expire_all()
    hits = search.find(actor(bob), "Drehmoment Flansch").hits
    assert [(hit.ref, hit.matched) for hit in hits] == [(Ref("post", post.id), "files")]
    assert "<mark>Drehmoment</mark>" in hits[0].snippet_html


def test_files_that_nobody_has_read_are_read_later(app) -> None:
    make_waiting(make_user("Ann"), pdf(), "old.pdf")
    jobs.run_all()
    db.session.execute(FileText.__table__.delete())
    reading.read_missing()
    jobs.run_all()
    assert db.session.scalar(select(FileText.text)) == "Plan"
