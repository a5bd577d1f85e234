"""Pictures that move go on moving, for about five seconds, and stand still for who wants it so."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.attachments import Attachment, Rendition, adopt, moving
from portal.core import db, jobs, storage
from portal.core.subjects import Ref
from tests.attachments.factories import make_waiting, picture
from tests.comments.notes import make_note
from tests.factories import actor, make_user


def film(frames: int = 3, size: tuple[int, int] = (60, 40), kind: str = "GIF", **options) -> bytes:
    drawn = [Image.new("RGB", size, (number * 40 % 256, number % 256, 90)) for number in range(frames)]
    for number, frame in enumerate(drawn):
        frame.putpixel((number % size[0], 0), (255, 255, 255))
    target = io.BytesIO()
    said = {"duration": 200, "loop": 0} | options
    drawn[0].save(target, kind, save_all=True, append_images=drawn[1:], **said)
    return target.getvalue()


def made(content: bytes, name: str = "cat.gif") -> tuple[Attachment, Image.Image | None]:
    row = make_waiting(make_user(), content, name)
    jobs.run_all()
    db.session.expire_all()
    row = db.session.get_one(Attachment, row.id)
    moves = select(Rendition.digest).where(Rendition.attachment_id == row.id, Rendition.format == "moving")
    digest = db.session.scalar(moves)
    return row, Image.open(io.BytesIO(storage.path(digest).read_bytes())) if digest else None


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving_and_has_a_still(app, kind: str) -> None:
    row, moves = made(film(kind=kind), f"cat.{kind.lower()}")
    assert (row.state, row.is_moving, row.mimetype) == ("ready", True, "image/webp")
    assert moves is not None
    assert (moves.format, moves.n_frames, moves.size) == ("WEBP", 3, (60, 40))
    assert Image.open(io.BytesIO(storage.path(row.digest).read_bytes())).n_frames == 1


def test_it_plays_for_about_five_seconds_and_never_oftener_than_it_was_meant_to(app) -> None:
    _row, endless = made(film(5, duration=200))
    _row, twice = made(film(5, duration=200, loop=1))
    _row, long = made(film(5, duration=3000))
    assert endless is not None
    assert twice is not None
    assert long is not None
    assert [image.info["loop"] for image in (endless, twice, long)] == [5, 2, 1]


@pytest.mark.anywhere
def test_much_becomes_small_and_too_much_stands_still(app) -> None:
    row, moves = made(film(40, (1500, 1000)))
    assert moves is not None
    assert moves.n_frames == 40
    assert moves.width * moves.height * 40 <= moving.MOST_DRAWN
    assert (row.width, row.height) == (1500, 1000)
    row, moves = made(film(moving.MOST_FRAMES + 1, (20, 20)))
    assert (row.state, row.is_moving, moves) == ("ready", False, None)


def test_one_that_breaks_off_stands_still_or_moves_as_far_as_it_goes(app) -> None:
    whole = film(8, (200, 200))
    row, _moves = made(whole[: len(whole) // 2])
    assert row.state == "ready"


def test_a_picture_of_one_frame_stands_still(app) -> None:
    assert made(picture("GIF"))[0].is_moving is False


def test_who_wants_less_motion_gets_the_still_and_strangers_get_nothing(as_) -> None:
    ann, bob, note = make_user("Ann"), make_user("Bob"), make_note()
    row = make_waiting(ann, film(), "cat.gif")
    adopt(actor(ann), [row.id], Ref("note", note.id), f"user:{ann.id}")
    db.commit()
    assert as_(ann).get(f"/files/{row.id}/moving").status_code == 404
    jobs.run_all()
    shown = as_(ann).get(f"/attachments/{row.id}").text
    still = f'<source media="(prefers-reduced-motion: reduce)" srcset="/files/{row.id}/60.webp 60w"'
    assert still in shown
    assert f'<img src="/files/{row.id}/moving"' in shown
    sent = as_(ann).get(f"/files/{row.id}/moving", buffered=True)
    assert (sent.status_code, sent.mimetype) == (200, "image/webp")
    assert Image.open(io.BytesIO(sent.data)).n_frames == 3
    plain = as_(ann).get(f"/files/{row.id}/cat.webp", buffered=True)
    assert getattr(Image.open(io.BytesIO(plain.data)), "n_frames", 1) == 1
    assert as_(bob).get(f"/files/{row.id}/moving").status_code == 404
