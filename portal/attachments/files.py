"""Files other than pictures: what they are is told by their content; only kinds on the list are taken."""

import io
from pathlib import PurePosixPath
from typing import IO

from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.text import clean

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
_MACROS = b"vbaProject.bin"
ENDINGS = (".pdf", ".zip", *_PACKED, *_OLD_OFFICE, *_TEXTS)


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
    return found


def _ends(stream: IO[bytes]) -> tuple[bytes, bytes]:
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
    return _TEXTS.get(ending) if _is_text(head) else None


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
    words = " ".join("".join(c for c in last if c not in '"<>|:*?;').split()).strip(". ")
    stem, dot, own = words.rpartition(".")
    if not dot:
        stem, own = words, ""
    own = ending.lstrip(".") if ending else own[:10]
    return f"{stem[:109].strip() or _('File')}.{own}" if own else stem[:120] or _("File")
