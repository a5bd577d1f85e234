"""Reading what a mail server says of a mail that it could not deliver (RFC 3464), or merely says in words."""

import re
from email.message import Message as Mime

from portal.core.text import clean

from .parsing import Arrived

_FOR_GOOD = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|(?<![\d.])55\d(?![\d.])")
_MOST_WORDS = 5000


def failure_in(arrived: Arrived, *, from_nobody: bool) -> str:
    """Gives why a mail could not be delivered for good; empty for a delay, a receipt or somebody's absence.

    `from_nobody` says that the envelope has no sender, as only servers write.
    """
    if arrived.mime.get_content_type() == "multipart/report":
        return _in_report(arrived)
    if not from_nobody or arrived.automatic.startswith("Auto-Submitted: auto-replied"):
        return ""
    found = _FOR_GOOD.search(arrived.plain[:_MOST_WORDS])
    return arrived.plain[max(0, found.start() - 60) : found.end() + 120].strip() if found else ""


def _in_report(arrived: Arrived) -> str:
    for part in _inside(arrived.mime):
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _inside(part):
            action, status = str(block.get("action", "")).strip().lower(), str(block.get("status", "")).strip()
            if action == "failed" and status.startswith("5"):
                said = str(block.get("diagnostic-code", ""))
                return " ".join(clean(f"{status} {said}").split())[:300]
    return ""


def _inside(part: Mime) -> list[Mime]:
    inside = part.get_payload()
    return [child for child in inside if isinstance(child, Mime)] if isinstance(inside, list) else []
