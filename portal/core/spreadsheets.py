"""Tables that people open in a spreadsheet: no cell is ever computed, whatever was typed into it here."""

import csv
import io
from collections.abc import Iterable

from . import i18n

MARK = "\ufeff"
"""Stands at the beginning, so that spreadsheets read UTF-8 as such."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    return cell.startswith(_FORMULA)


def safe(cell: str) -> str:
    """Gives a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if is_formula(cell) else cell


def delimiter() -> str:
    """Gives the delimiter that a spreadsheet in the reader's language expects."""
    return ";" if i18n.language() == "de" else ","


def lines(rows: Iterable[Iterable[object]], *, delimiter: str) -> str:
    """Gives rows as CSV. Every cell is quoted: otherwise one could begin where another language's delimiter stands."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([safe(str(cell)) for cell in row] for row in rows)
    return file.getvalue()
