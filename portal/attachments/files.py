"""Files other than pictures: what they are is told by their content; only kinds on the list are taken."""

import io
import unicodedata
from pathlib import PurePosixPath
from typing import IO

from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.text import clean

from . import archives

_HEAD = 8192
_TAIL = 262_144
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_PACKED = {
    ".docx": (b"word/document", _OFFICE + "wordprocessingml.document"),
    ".xlsx": (b"xl/workbook", _OFFICE + "spreadsheetml.sheet"),
    ".pptx": (b"ppt/presentation", _OFFICE + "presentationml.presentation"),
    ".odt": (b"opendocument.text", _OPEN + "text"),
    ".ods": (b"opendocument.spreadsheet", _OPEN + "spreadsheet"),
    ".odp": (b"opendocument.presentation", _OPEN + "presentation"),
}
_OLD_OFFICE = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_TEXTS = {".txt": "text/plain", ".md": "text/plain", ".csv": "text/csv", ".ics": "text/calendar"}
_PLAYED = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
}
_MACROS = b"vbaProject.bin"
_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"M4B ", b"dash")
ENDINGS = (".pdf", ".zip", *_PACKED, *_OLD_OFFICE, *_TEXTS, *_PLAYED)


def kind_of(stream: IO[bytes], name: str) -> str:
    """Gives the MIME type of a file by its content and ending. Raises Invalid for what is not taken."""
    head, tail = _ends(stream)
    ending = PurePosixPath(name.lower()).suffix
    found = _kind(head, tail, ending)
    if found is None:
        raise Invalid(
            "file",
            _("Files of this kind are not taken. Possible are pictures and: %(kinds)s.", kinds=", ".join(ENDINGS)),
        )
    if head.startswith(b"PK"):
        archives.check(stream)
    return found


def family_of(mimetype: str) -> str:
    """Says what a type belongs to: `picture`, `video`, `audio`, `document` or `other`."""
    if mimetype == "application/zip":
        return "other"
    return {"image": "picture", "video": "video", "audio": "audio"}.get(mimetype.split("/", maxsplit=1)[0], "document")


def _ends(stream: IO[bytes]) -> tuple[bytes, bytes]:
    stream.seek(0)
    head = stream.read(_HEAD)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    return head, tail


def _kind(head: bytes, tail: bytes, ending: str) -> str | None:
    if head.startswith(b"%PDF-") and ending == ".pdf":
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(head + tail, ending)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE.get(ending)
    if ending in _PLAYED:
        return _PLAYED[ending] if _is_played(head, _PLAYED[ending]) else None
    return _TEXTS.get(ending) if _is_text(head) else None


def _is_played(head: bytes, mimetype: str) -> bool:
    """Whether the content is what the ending says: a container's own first bytes."""
    if mimetype in ("video/mp4", "audio/mp4"):
        return head[4:8] == b"ftyp" and head[8:12] in _BRANDS and int.from_bytes(head[:4], "big") <= _HEAD
    return {
        "video/webm": head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64],
        "audio/mpeg": head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xf3", b"\xf2")),
        "audio/ogg": head.startswith(b"OggS"),
        "audio/wav": head[:4] == b"RIFF" and head[8:12] == b"WAVE",
        "audio/flac": head.startswith(b"fLaC"),
    }[mimetype]


def _packed(content: bytes, ending: str) -> str | None:
    if ending == ".zip":
        return "application/zip"
    mark, mimetype = _PACKED.get(ending, (b"", ""))
    return mimetype if mark and mark in content and _MACROS not in content else None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            io.TextIOWrapper(io.BytesIO(head[: _HEAD - 4]), encoding=encoding).read()
        except UnicodeDecodeError:
            continue
        return True
    return False


def tidy_name(name: str, ending: str | None = None) -> str:
    """Gives a file's name without folders and control characters, at most 120 long, with another ending if given."""
    last = clean(name.replace("\\", "/")).rsplit("/", 1)[-1]
    written = "".join(c for c in last if c not in '"<>|:*?;' and (c.isspace() or unicodedata.category(c)[0] != "C"))
    words = " ".join(written.split()).strip(". ")
    stem, dot, own = words.rpartition(".")
    if not dot:
        stem, own = words, ""
    own = ending.lstrip(".") if ending else own[:10]
    plain = stem[: 109 if own else 120].strip() or _("File")
    return f"{plain}.{own}" if own else plain
