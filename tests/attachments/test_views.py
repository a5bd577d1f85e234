"""Uploading and fetching files."""

import io

import pytest

from portal.attachments import adopt
from portal.core import db, jobs, storage
from portal.core.subjects import Ref
from tests.attachments.factories import make_attachment, picture
from tests.comments.notes import make_note
from tests.factories import actor, make_user


def upload(browser, content: bytes, name: str = "wall.png", *, htmx: bool = True, **fields):
    return browser.post("/attachments", {"file": (io.BytesIO(content), name), **fields}, htmx=htmx)


def test_a_picture_goes_up_and_comes_back_as_a_picture(as_) -> None:
    browser = as_(make_user())
    answer = upload(browser, picture(size=(1000, 500)))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    number = html.split('name="attachments" value="')[1].split('"')[0]
    grey = browser.get(f"/files/{number}/wall.webp", buffered=True)
    assert (grey.status_code, grey.headers["Cache-Control"]) == (200, "no-store")
    assert "This picture is being made ready." in browser.get(f"/attachments/{number}/state?of=item").text
    assert "load delay:2s" in browser.get(f"/attachments/{number}/state").text
    assert "load delay:60s" in browser.get(f"/attachments/{number}/state?again=999999").text
    assert "load delay:2s" in browser.get(f"/attachments/{number}/state?again=-5").text
    jobs.run_all()
    assert "/thumb" in browser.get(f"/attachments/{number}/state?of=item").text
    assert f"/files/{number}/800.avif 800w" in browser.get(f"/attachments/{number}/state").text
    wide = browser.get(f"/files/{number}/800.avif", buffered=True)
    assert (wide.status_code, wide.mimetype) == (200, "image/avif")
    assert browser.get(f"/files/{number}/3.webp", buffered=True).mimetype == "image/webp"
    whole = browser.get(f"/files/{number}/wall.webp", buffered=True)
    assert whole.mimetype == "image/webp"
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    thumb = browser.get(f"/files/{number}/thumb", buffered=True)
    assert thumb.mimetype == "image/webp"
    assert len(thumb.data) < len(whole.data)


def test_other_files_are_downloads(as_) -> None:
    ann = make_user()
    row = make_attachment(ann, b"%PDF-1.4\n", "Plan Müller.pdf")
    answer = as_(ann).get(f"/files/{row.id}/plan.pdf", buffered=True)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert as_(ann).get(f"/files/{row.id}/thumb", buffered=True).status_code == 404


def test_without_script_a_file_has_a_page_of_its_own(as_) -> None:
    ann, bob = make_user(), make_user("Bob")
    browser = as_(ann)
    assert browser.get("/attachments/new").status_code == 200
    answer = upload(browser, picture(), htmx=False, alt="Red")
    assert answer.status_code == 303
    assert "Red" in browser.get(answer.location).get_data(as_text=True)
    assert browser.put(answer.location, {"alt": "Dark red"}).status_code == 303
    assert "Dark red" in browser.get(answer.location).get_data(as_text=True)
    assert browser.put(answer.location, {"alt": "x" * 501}).status_code == 422
    for call in (as_(bob).get, as_(bob).put, as_(bob).delete):
        assert call(answer.location).status_code == 404
    assert browser.delete(answer.location).status_code == 303
    assert browser.get(answer.location).status_code == 404


def test_what_hangs_is_not_changed_by_readers(as_) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    row = make_attachment(ann)
    adopt(actor(ann), [row.id], Ref("note", note.id), "everyone")
    db.commit()
    assert as_(bob).get(f"/files/{row.id}/x", buffered=True).status_code == 200
    assert as_(bob).put(f"/attachments/{row.id}", {"alt": "x"}).status_code == 403
    assert as_(bob).delete(f"/attachments/{row.id}").status_code == 403
    assert as_(ann).delete(f"/attachments/{row.id}").status_code == 403


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_upload_says_why(as_, htmx: bool) -> None:
    browser = as_(make_user())
    answer = upload(browser, b"MZ\x00\x00", "tool.exe", htmx=htmx)
    assert answer.status_code == 422
    assert "Files of this kind are not taken" in answer.get_data(as_text=True)
    assert browser.post("/attachments", {}, htmx=htmx).status_code == 422
    assert upload(browser, picture(), htmx=htmx, alt="x" * 600).status_code == 422


def test_strangers_do_not_find_files_and_lost_bytes_are_not_an_accident(as_) -> None:
    ann, bob = make_user(), make_user("Bob")
    row = make_attachment(ann, picture(size=(17, 17)))
    assert as_(bob).get(f"/files/{row.id}/wall.webp", buffered=True).status_code == 404
    assert as_(bob).get("/files/99999999999999999999/x").status_code == 404
    storage.delete(row.digest)
    assert as_(ann).get(f"/files/{row.id}/wall.webp", buffered=True).status_code == 404


def test_a_file_that_is_known_is_not_sent_again(as_) -> None:
    ann = make_user()
    row = make_attachment(ann)
    browser = as_(ann)
    tag = browser.get(f"/files/{row.id}/wall.webp", buffered=True).headers["ETag"]
    again = browser.client.get(f"/files/{row.id}/wall.webp", headers={"If-None-Match": tag}, buffered=True)
    assert again.status_code == 304
