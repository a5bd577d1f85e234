"""Reading tables as offices make them: CSV with any delimiter and common encodings, XLSX.

Everything comes as rows of text. A file that breaks off, or is no table, says so as Unavailable.
"""

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from portal.core.errors import Unavailable
from portal.core.i18n import _

from .letters import damaged, delimiter_of, encoding_of

MOST_COLUMNS = 200
MOST_ROWS = 500_000
LONGEST_CELL = 4000
MOST_UNPACKED = 400 * 1024 * 1024
# How PDF, packed files and pictures begin; other bytes may be a text in some encoding.
_OLD_BOOK = b"\xd0\xcf\x11\xe0"
_NO_TEXT = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_MARKED = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROL = frozenset(range(32)) - set(b"\t\n\r\x1a\x1c\x1d\x1e\x1f")


class Row(NamedTuple):
    """A row and the line at which it begins."""

    line: int
    cells: list[str]


def rows(path: Path) -> Iterator[Row]:
    """Yields the rows of a table that are not empty, the heading first. Raises Unavailable for what is no table."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _sheet(path)
    if head.startswith(_OLD_BOOK):
        raise Unavailable(_("This is an old workbook, or one with a password. Save it as XLSX without a password."))
    if head.startswith(_NO_TEXT) or _is_binary(head):
        raise Unavailable(_("This file is neither CSV nor XLSX."))
    return _text(path)


def breaks_off(path: Path) -> bool:
    """Whether a text ends without the end of a line; of a workbook nobody can say."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return not file.read().strip(b"\x00").endswith((b"\n", b"\r"))


def _is_binary(head: bytes) -> bool:
    """Whether so many control characters stand in it that it is no text; in UTF-16 every second byte may be NUL."""
    halves = (head[0::2], head[1::2])
    is_wide = any(half.count(0) > len(head) // 4 for half in halves) or head.startswith(_MARKED)
    return not is_wide and sum(byte in _CONTROL for byte in head) > len(head) // 20


def _text(path: Path) -> Iterator[Row]:
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = file.readline()
            named = first.strip().lower()
            if named.startswith("sep=") and len(named) == 5:
                delimiter, before = named[4], 1
            else:
                delimiter, before = delimiter_of(first), 0
                file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            try:
                yield from _numbered(reader, before)
            except csv.Error as error:
                line = reader.line_num + before
                raise Unavailable(_("The file breaks off, or is damaged, in line %(line)s.", line=line)) from error
    except UnicodeDecodeError as error:
        raise damaged() from error


def _numbered(reader: Any, before: int) -> Iterator[Row]:
    line = 0
    for number, cells in enumerate(reader):
        if number > MOST_ROWS:
            raise Unavailable(_("The file has more than %(n)s rows.", n=MOST_ROWS))
        begun, line = line + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield Row(begun + before, [cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]])


def _sheet(path: Path) -> Iterator[Row]:
    # Opened here: the library goes by the name's ending, and kept files have none.
    with path.open("rb") as file:
        book = _workbook(file)
        try:
            yield from _lines(book)
        except Unavailable:
            raise
        except Exception as error:
            raise Unavailable(_("The file breaks off, or is no XLSX.")) from error
        finally:
            book.close()


def _lines(book: Any) -> Iterator[Row]:
    if not book.worksheets:
        return
    seen = (one for one in book.worksheets if one.sheet_state == "visible")
    sheet, width, count = next(seen, book.worksheets[0]), 0, 0
    sheet.reset_dimensions()  # what programs write there is often wrong
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        found = [_cell(value)[:LONGEST_CELL] for value in values[:MOST_COLUMNS]]
        if not any(found):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unavailable(_("The file has more than %(n)s rows.", n=MOST_ROWS))
        width = max(width, len(found))
        yield Row(line, found + [""] * (width - len(found)))


def _workbook(file: IO[bytes]) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # the library has no types

    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size <= MOST_UNPACKED:
            return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise Unavailable(_("The file breaks off, or is no XLSX.")) from error
    raise Unavailable(_("The file is too large when it is unpacked."))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
