"""What is a picture is made ready by a job, what only looks like one is refused with a sentence."""

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from portal.attachments import Attachment, Rendition, adopt, keep_ready, shown, take_in
from portal.attachments.pictures import MOST_IN_FEED
from portal.core import db, jobs, storage
from portal.core.errors import Invalid
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.attachments.factories import make_waiting, photo, picture, picture_with_metadata, png_with_text
from tests.comments.notes import make_note
from tests.factories import actor, make_user


def kept(content: bytes, name: str = "wall.png"):
    return keep_ready(io.BytesIO(content), name)


def bytes_of(digest: str) -> bytes:
    return storage.path(digest).read_bytes()


@pytest.mark.anywhere
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_every_kind_becomes_webp_whatever_it_is_called(app, kind: str) -> None:
    done = kept(picture(kind), "notes.txt")
    assert (done.mimetype, done.name, done.width, done.height) == ("image/webp", "notes.webp", 40, 30)
    assert Image.open(io.BytesIO(bytes_of(done.digest))).format == "WEBP"


@pytest.mark.anywhere
def test_large_pictures_shrink_and_get_a_thumbnail(app) -> None:
    done = kept(picture("JPEG", (4000, 1000)))
    assert (done.width, done.height) == (1600, 400)
    assert done.thumb_digest is not None
    assert Image.open(io.BytesIO(bytes_of(done.thumb_digest))).size == (800, 200)
    assert kept(picture()).thumb_digest is None


def test_pictures_are_turned_upright_and_lose_their_metadata(app) -> None:
    waiting = take_in(io.BytesIO(picture_with_metadata()), "photo.jpg")
    done = kept(picture_with_metadata(), "photo.jpg")
    content = bytes_of(done.digest)
    assert (done.width, done.height) == (waiting.width, waiting.height) == (20, 60)
    assert b"SecretCamera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"SecretComment" not in bytes_of(kept(png_with_text()).digest)


def test_transparency_stays(app) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    assert Image.open(io.BytesIO(bytes_of(kept(target.getvalue()).digest))).mode == "RGBA"


def test_a_job_makes_every_width_in_both_formats_and_small_enough_for_the_feed() -> None:
    row = make_waiting(make_user(), photo())
    source = row.source_digest
    assert (row.state, row.digest, row.width, row.height) == ("waiting", "", 1600, 1200)
    jobs.run_all()
    db.session.expire_all()
    made = db.session.scalars(select(Rendition).where(Rendition.attachment_id == row.id)).all()
    assert {(one.width, one.format) for one in made} == {(w, f) for w in (400, 800, 1200) for f in ("webp", "avif")}
    assert all(0 < one.size <= MOST_IN_FEED for one in made)
    for one in made:
        drawn = Image.open(io.BytesIO(bytes_of(one.digest)))
        assert abs(drawn.width * 3 / 4 - drawn.height) <= 1
        assert drawn.format == one.format.upper()
        assert one.width // 2 < drawn.width <= one.width
    row = db.session.get_one(Attachment, row.id)
    assert (row.state, row.source_digest, row.width, row.height) == ("ready", None, 1600, 1200)
    assert source not in (row.digest, row.thumb_digest)
    assert shown(row).srcset("avif").startswith(f"/files/{row.id}/400.avif 400w, ")


def test_a_page_that_was_drawn_while_a_picture_waited_asks_for_nothing_that_is_gone(as_) -> None:
    ann = make_user()
    row = make_waiting(ann, photo())
    address = shown(row).thumb_url
    for _ready in (False, True):
        answer = as_(ann).get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        jobs.run_all()


def test_working_on_a_picture_twice_changes_nothing() -> None:
    from portal.attachments.work import make_ready

    row = make_waiting(make_user(), picture(size=(900, 30)))
    for _ in range(2):
        make_ready(attachment_id=row.id)
    made = db.session.scalars(select(Rendition.width).where(Rendition.attachment_id == row.id)).all()
    assert sorted(set(made)) == [400, 800]
    assert len(made) == 4
    make_ready(attachment_id=10**9)


class Watched(io.BytesIO):
    """Remembers whether it was ever read whole."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.most = max(self.most, len(found))
        return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_no_picture_is_read_whole_when_it_comes_in(app, kind: str) -> None:
    content = picture(kind, (40, 30)) + bytes(5 * 2**20)
    stream = Watched(content)
    taken = take_in(stream, "wall")
    assert (taken.width, taken.height, taken.size) == (40, 30, len(content))
    assert 0 < stream.most <= 2**20


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 50}, {"exif": b"Exif\0\0", "quality": 50}])
def test_the_size_of_every_kind_of_webp_is_in_its_header(app, options: dict[str, object]) -> None:
    taken = take_in(io.BytesIO(picture("WEBP", (413, 217), **options)), "wall.webp")
    assert (taken.width, taken.height) == (413, 217)


def test_one_row_of_ten_thousand_pixels_becomes_a_line(app) -> None:
    done = kept(picture("PNG", (10_000, 1)))
    assert (done.width, done.height) == (1600, 1)
    tall = kept(picture("PNG", (1, 10_000)))
    assert (tall.width, tall.height) == (1, 1600)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def real_bomb() -> bytes:
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    return target.getvalue()


REFUSED = {
    "nothing": lambda: b"",
    "a bomb of a header": lambda: bomb(60_000, 60_000),
    "a bomb beyond numbers": lambda: bomb(2**31 - 1, 2**31 - 1),
    "a real bomb": real_bomb,
    "51 megapixels": lambda: bomb(8_500, 6_000),
    "half a PNG": lambda: picture("PNG", (400, 400))[:20],
    "only a signature": lambda: b"\x89PNG\r\n\x1a\n",
    "a signature and rubbish": lambda: b"\xff\xd8\xff" + bytes(range(256)) * 40,
    "a GIF that is script": lambda: b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)//",
    "a GIF with markup": lambda: picture("GIF") + b"<script>alert(1)</script>",
    "a JPEG with an archive behind it": lambda: (
        picture("JPEG") + b"PK\x03\x04" + b"\x00" * 60 + b"PK\x05\x06" + b"\x00" * 18
    ),
    "a JPEG with a PDF in front": lambda: picture("JPEG", comment=b"%PDF-1.4 evil"),
    "a PNG with PHP": lambda: picture("PNG") + b"<?php system($_GET['c']); ?>",
    "a PNG with script across pieces": lambda: picture("PNG").ljust(2**20 - 3, b"\x00") + b"<script>" + b"\x00" * 9000,
    "a picture that is a page": lambda: picture("JPEG", comment=b"<html><body onload=alert(1)>"),
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a program": lambda: b"MZ" + b"\x00" * 200,
    "an ELF": lambda: b"\x7fELF" + b"\x00" * 200,
    "WebP without pixels": lambda: picture("WEBP")[:20],
    "WebP of 16,383 by 16,383": lambda: picture("WEBP")[:26] + b"\xff\x3f\xff\x3f" + bytes(900),
    "AVIF without a size": lambda: picture("AVIF").replace(b"ispe", b"free"),
    "a TIFF": lambda: picture("TIFF"),
    "a BMP": lambda: picture("BMP"),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.anywhere
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_safely_a_picture_is_refused_with_a_sentence(app, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(io.BytesIO(REFUSED[name]()), "wall.png")
    assert refused.value.errors["file"].endswith(".")


DAMAGED = {
    "cut off": lambda: picture("JPEG", (400, 400))[:-200],
    "half a PNG": lambda: picture("PNG", (400, 400))[:60],
    "a header and nothing behind": lambda: bomb(4_000, 4_000),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_turns_out_to_be_damaged_leaves_its_post_and_the_sender_hears_of_it(name: str) -> None:
    ann, note = make_user(), make_note()
    row = make_waiting(ann, DAMAGED[name](), "photo.jpg")
    adopt(actor(ann), [row.id], Ref("note", note.id), "everyone")
    db.commit()
    jobs.run_all()
    db.session.expire_all()
    row = db.session.get_one(Attachment, row.id)
    assert (row.state, row.fault, row.subject_id, row.audience) == ("refused", "damaged", None, f"user:{ann.id}")
    assert (row.digest, row.source_digest) == ("", None)
    assert shown(row).why == "This picture cannot be read. It may be damaged."
    (notice,) = db.session.scalars(select(Notice).where(Notice.user_id == ann.id)).all()
    assert notice.data["name"] == "photo.webp"


def test_the_bytes_that_people_sent_are_never_kept_as_the_picture(app) -> None:
    content = picture("WEBP", (50, 50))
    assert bytes_of(kept(content, "x.webp").digest) != content
