"""What is a picture is made ready, what only looks like one is refused with a sentence."""

import io
import struct
import zlib

import pytest
from PIL import Image

from portal.attachments import take_in
from portal.core import storage
from portal.core.errors import Invalid
from tests.attachments.factories import picture, picture_with_metadata, png_with_text


def kept(content: bytes, name: str = "wall.png"):
    return take_in(io.BytesIO(content), name)


def bytes_of(digest: str) -> bytes:
    return storage.path(digest).read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_every_kind_becomes_webp_whatever_it_is_called(app, kind: str) -> None:
    done = kept(picture(kind), "notes.txt")
    assert (done.mimetype, done.name, done.width, done.height) == ("image/webp", "notes.webp", 40, 30)
    assert Image.open(io.BytesIO(bytes_of(done.digest))).format == "WEBP"


def test_large_pictures_shrink_and_get_a_thumbnail(app) -> None:
    done = kept(picture("JPEG", (4000, 1000)))
    assert (done.width, done.height) == (1600, 400)
    assert done.thumb_digest is not None
    assert Image.open(io.BytesIO(bytes_of(done.thumb_digest))).size == (800, 200)
    assert kept(picture()).thumb_digest is None


def test_pictures_are_turned_upright_and_lose_their_metadata(app) -> None:
    done = kept(picture_with_metadata(), "photo.jpg")
    content = bytes_of(done.digest)
    assert (done.width, done.height) == (20, 60)
    assert b"SecretCamera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"SecretComment" not in bytes_of(kept(png_with_text()).digest)


def test_transparency_stays(app) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    assert Image.open(io.BytesIO(bytes_of(kept(target.getvalue()).digest))).mode == "RGBA"


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
    "nothing": b"",
    "a bomb of a header": bomb(60_000, 60_000),
    "a bomb beyond numbers": bomb(2**31 - 1, 2**31 - 1),
    "a real bomb": real_bomb(),
    "51 megapixels": bomb(8_500, 6_000),
    "cut off": picture("JPEG", (400, 400))[:-200],
    "half a PNG": picture("PNG", (400, 400))[:60],
    "only a signature": b"\x89PNG\r\n\x1a\n",
    "a signature and rubbish": b"\xff\xd8\xff" + bytes(range(256)) * 40,
    "a GIF that is script": b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)//",
    "a GIF with markup": picture("GIF") + b"<script>alert(1)</script>",
    "a JPEG with an archive behind it": picture("JPEG") + b"PK\x03\x04" + b"\x00" * 60 + b"PK\x05\x06" + b"\x00" * 18,
    "a JPEG with a PDF in front": picture("JPEG", comment=b"%PDF-1.4 evil"),
    "a PNG with PHP": picture("PNG") + b"<?php system($_GET['c']); ?>",
    "a picture that is a page": picture("JPEG", comment=b"<html><body onload=alert(1)>"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ" + b"\x00" * 200,
    "an ELF": b"\x7fELF" + b"\x00" * 200,
    "a TIFF": picture("TIFF"),
    "a BMP": picture("BMP"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_safely_a_picture_is_refused_with_a_sentence(app, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        kept(REFUSED[name], "wall.png")
    assert refused.value.errors["file"].endswith(".")


def test_the_bytes_that_people_sent_are_never_kept(app) -> None:
    content = picture("WEBP", (50, 50))
    assert bytes_of(kept(content, "x.webp").digest) != content
