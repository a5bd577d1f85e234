"""PDF and office documents are downloads with a small picture of what is in them, where one can be made."""

import io
import zipfile

import pytest
from PIL import Image

from portal.attachments import Attachment
from portal.core import db, jobs, storage
from tests.attachments.factories import make_waiting, office, picture
from tests.factories import make_user


def pdf(*, height: int = 300) -> bytes:
    body = b"BT /F1 24 Tf 20 100 Td (Plan) Tj ET 0 0 1 rg 10 10 80 40 re f"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 %d]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % height,
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    at = len(out)
    end = b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % at
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def with_thumbnail(content: bytes, name: str = "docProps/thumbnail.jpeg") -> bytes:
    target = io.BytesIO(office("word/document"))
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr(name, content)
    return target.getvalue()


def after_the_job(content: bytes, name: str) -> Attachment:
    row = make_waiting(make_user(), content, name)
    assert row.state == "ready"
    jobs.run_all()
    db.session.expire_all()
    return db.session.get_one(Attachment, row.id)


def test_the_first_page_of_a_pdf_is_its_preview(as_) -> None:
    row = after_the_job(pdf(), "plan.pdf")
    assert row.thumb_digest is not None
    drawn = Image.open(io.BytesIO(storage.path(row.thumb_digest).read_bytes()))
    assert drawn.format == "WEBP"
    assert drawn.height > drawn.width
    assert len(drawn.convert("RGB").getcolors(100_000)) > 1
    owner = as_(db.session.get(type(make_user("X")), row.uploaded_by))
    assert owner.get(f"/files/{row.id}/thumb", buffered=True).mimetype == "image/webp"
    assert 'class="files__page"' in owner.get(f"/attachments/{row.id}").text
    whole = owner.get(f"/files/{row.id}/plan.pdf", buffered=True)
    assert (whole.mimetype, whole.headers["Content-Disposition"]) == (
        "application/pdf",
        "attachment; filename=plan.pdf",
    )


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"%PDF-1.7\n" + b"\x00" * 9000, pdf()[:300]])
def test_a_pdf_that_cannot_be_drawn_is_a_download_without_a_preview(content: bytes) -> None:
    row = after_the_job(content, "plan.pdf")
    assert (row.state, row.thumb_digest) == ("ready", None)


def test_the_preview_that_an_office_document_brings_along_is_used() -> None:
    assert after_the_job(with_thumbnail(picture("JPEG")), "plan.docx").thumb_digest is not None
    assert after_the_job(with_thumbnail(b"\xff\xd8\xff no picture"), "plan.docx").thumb_digest is None
    assert after_the_job(office("word/document"), "plan.docx").thumb_digest is None
