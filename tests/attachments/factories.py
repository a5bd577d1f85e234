"""Pictures and files for tests, drawn and written by code."""

import io
import zipfile

from PIL import Image, PngImagePlugin

from auth.models import User
from portal.attachments import Attachment, attach, keep_ready, take_in
from portal.core import db
from tests.factories import actor


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(target, kind, **options)
    return target.getvalue()


def picture_with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", (60, 20), exif=exif)


def png_with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SecretComment")
    return picture("PNG", pnginfo=info)


def office(folder: str, *, macros: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(f"{folder}.xml", "<x/>")
        if macros:
            packed.writestr("word/vbaProject.bin", "x")
    return target.getvalue()


def make_attachment(owner: User, content: bytes | None = None, name: str = "wall.png") -> Attachment:
    """A file on which all work is done."""
    row = attach(actor(owner), keep_ready(io.BytesIO(content or picture()), name))
    db.commit()
    return row


def make_waiting(owner: User, content: bytes | None = None, name: str = "wall.png") -> Attachment:
    """A file as it stands right after it was sent, with a job that works on it."""
    row = attach(actor(owner), take_in(io.BytesIO(content or picture()), name))
    db.commit()
    return row


def photo(size: tuple[int, int] = (2400, 1800), kind: str = "JPEG") -> bytes:
    """A picture that is as hard to encode as a real one."""
    grain = Image.effect_noise((size[0] // 16, size[1] // 16), 60).convert("RGB")
    target = io.BytesIO()
    grain.resize(size, Image.Resampling.BICUBIC).save(target, kind, quality=90)
    return target.getvalue()
