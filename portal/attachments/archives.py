"""Archives, office documents among them: looked at before they are kept, without unpacking anything."""

import io
import struct
import zipfile
from typing import IO

from portal.core.errors import Invalid
from portal.core.i18n import _

MOST_ENTRIES = 10_000
MOST_UNPACKED = 2 * 2**30
MOST_RATIO = 200
_FREE = 50 * 2**20
"""Bytes that may be unpacked from anything, however small: text packs well."""
_MOST_LISTED = 4 * 2**20
_TAIL = 65_557
_END = b"PK\x05\x06"


def check(stream: IO[bytes]) -> None:
    """Raises Invalid for an archive that is damaged, or that unpacks into more than anybody wants."""
    size = stream.seek(0, io.SEEK_END)
    _check_list(stream, size)
    try:
        with zipfile.ZipFile(stream) as packed:
            _check_entries(packed.infolist(), size)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Invalid("file", _("This archive cannot be read. It may be damaged.")) from error
    finally:
        stream.seek(0)


def _check_list(stream: IO[bytes], size: int) -> None:
    """The list of entries is read whole by whoever opens an archive, so its size is looked at before."""
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Invalid("file", _("This archive cannot be read. It may be damaged."))
    entries, listed = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_ENTRIES or listed > _MOST_LISTED or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise _too_much()


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    places = {entry.header_offset for entry in entries}
    overlap = packed > size or len(places) < len(entries)
    too_much = len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED
    if overlap or too_much or (unpacked > _FREE and unpacked > MOST_RATIO * size):
        raise _too_much()


def _too_much() -> Invalid:
    return Invalid("file", _("This archive unpacks into more than the portal takes. Share fewer files at once."))
