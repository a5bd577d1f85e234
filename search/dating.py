"""How far back somebody asks, as it is typed among the words."""

import re
from contextlib import suppress
from datetime import date

_SINCE = re.compile(r"(?i)(?<!\S)(since|seit):(\d{4}(?:-\d{1,2}){0,2}|\d{1,2}\.\d{1,2}\.\d{4})(?!\S)")


def dated(text: str) -> tuple[str, date | None]:
    """Takes `since:2026-05-01` (seit:, also 2026-05, 2026 and 1.5.2026) out of the words; the rest, and the day."""
    found: date | None = None
    for match in _SINCE.finditer(text):
        parts = [int(part) for part in re.split(r"[-.]", match[2])]
        year, month, day = (*(reversed(parts) if "." in match[2] else parts), 1, 1)[:3]
        with suppress(ValueError):
            found = date(year, month, day)
    return (_SINCE.sub(" ", text), found) if found else (text, None)
