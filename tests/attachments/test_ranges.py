"""Films and sounds are sent in the stretches that players ask for; nothing else runs in the browser."""

import pytest

from portal.attachments import adopt
from portal.core import db
from portal.core.subjects import Ref
from portal.core.web.files import Span, span_of
from tests.attachments.factories import make_attachment
from tests.comments.notes import make_note
from tests.factories import actor, make_user

FILM = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 400


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-99", Span(0, 100)),
        ("bytes=900-", Span(900, 100)),
        ("bytes=-10", Span(990, 10)),
        ("bytes=-5000", Span(0, 1000)),
        ("bytes=990-5000", Span(990, 10)),
        ("BYTES = 5 - 5", Span(5, 1)),
        ("bytes=1000-", Span(1000, 0)),
        ("bytes=-0", Span(1000, 0)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=x-y", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_ranges_are_read_as_the_standard_has_them(header: str, span: Span | None) -> None:
    assert span_of(header, 1000) == span


@pytest.fixture
def film(as_):
    ann = make_user()
    row = make_attachment(ann, FILM, "Halle 3.mp4")
    client = as_(ann).client
    return lambda **headers: client.get(
        f"/files/{row.id}/film.mp4", headers={k.replace("_", "-"): v for k, v in headers.items()}, buffered=True
    )


def test_a_film_plays_in_the_page_and_is_sent_whole_or_in_stretches(film) -> None:
    whole = film()
    assert (whole.status_code, whole.data, whole.mimetype) == (200, FILM, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = film(Range="bytes=100-199")
    assert (part.status_code, part.data) == (206, FILM[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(FILM)}"
    assert part.headers["Content-Length"] == "100"
    assert film(Range="bytes=-7").data == FILM[-7:]


def test_a_stretch_that_is_not_there_is_said_to_be_so(film) -> None:
    beyond = film(Range=f"bytes={len(FILM)}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    assert film(Range="bytes=9-2").status_code == 200


def test_a_stretch_of_another_version_is_not_mixed_in(film) -> None:
    tag = film().headers["ETag"]
    assert film(Range="bytes=0-9", If_Range=tag).status_code == 206
    assert film(Range="bytes=0-9", If_Range='"another"').status_code == 200
    assert film(Range="bytes=0-9", If_Range="Sun, 22 Nov 2026 06:00:00 GMT").status_code == 200
    assert film(If_None_Match=tag).status_code == 304


def test_strangers_get_no_stretch_of_a_film_nor_its_preview_nor_any_width(as_) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    private = f"user:{ann.id}"
    film, wall = make_attachment(ann, FILM, "film.mp4"), make_attachment(ann)
    adopt(actor(ann), [film.id, wall.id], Ref("note", note.id), private)
    db.commit()
    stranger = as_(bob)
    for path in ("x.mp4", "thumb", "waiting"):
        answer = stranger.client.get(f"/files/{film.id}/{path}", headers={"Range": "bytes=0-9"}, buffered=True)
        assert answer.status_code == 404
    for path in ("wall.webp", "thumb", "400.webp", "400.avif", "waiting"):
        assert stranger.get(f"/files/{wall.id}/{path}", buffered=True).status_code == 404
    assert stranger.get(f"/attachments/{wall.id}/state").status_code == 404


def test_a_player_stands_in_the_page_with_a_way_to_fetch_the_file(as_) -> None:
    ann = make_user()
    film = make_attachment(ann, FILM, "film.mp4")
    sound = make_attachment(ann, b"ID3" + b"\x00" * 500, "ton.mp3")
    assert (
        f'<video controls preload="metadata" src="/files/{film.id}/film.mp4"'
        in as_(ann).get(f"/attachments/{film.id}").text
    )
    assert "<audio controls" in as_(ann).get(f"/attachments/{sound.id}").text
    fetched = as_(ann).get(f"/files/{film.id}/film.mp4?download", buffered=True)
    assert fetched.headers["Content-Disposition"] == "attachment; filename=film.mp4"


def test_nginx_is_told_where_the_file_is_and_no_byte_passes_through_here(as_, app, monkeypatch) -> None:
    settings = app.settings.model_copy(update={"accel": "/_kept"})
    monkeypatch.setattr(app, "settings", settings)
    ann = make_user()
    row = make_attachment(ann, FILM, "film.mp4")
    answer = as_(ann).get(f"/files/{row.id}/film.mp4", buffered=True)
    assert answer.headers["X-Accel-Redirect"] == f"/_kept/{row.digest[:2]}/{row.digest}"
    assert (answer.data, answer.mimetype) == (b"", "video/mp4")
    assert as_(make_user("Bob")).get(f"/files/{row.id}/film.mp4").status_code == 404
