"""Finding in a reply what the person wrote: without what was quoted, and without the signature."""

import re

from portal.core.text import clean
from portal.editor import to_markdown

from ..packing import MARK
from .parsing import Arrived

# quotequail takes half a second for as many characters of the worst text.
MOST_READ = 20_000
# It looks through all lines that seem to be headers for each of them.
MOST_LINES = 800
_MARK_LINE = re.compile(rf"^[^\S\n]*(?:>[^\S\n]*)*\**{MARK}[^\n]{{3,120}}{MARK}", re.MULTILINE)
_QUOTED = re.compile(r"^\s{0,3}>")
_SIGNATURE = re.compile(
    r"^(?:--\s?|__+|(?:Gesendet (?:von|mit|aus)|Von meinem|Sent (?:from|with)|Get Outlook for|Outlook für) \S.{0,80})$"
)
_MOST_SIGNATURE = 15


def reply_in(arrived: Arrived) -> str:
    """Gives what the person wrote, as Markdown; empty where everything was quoted."""
    if arrived.plain.strip():
        return cut(arrived.plain)
    return cut(to_markdown(_without_quotes(arrived.html))) if arrived.html else ""


def cut(text: str) -> str:
    """Gives a plain text without quotes and signature."""
    above = _MARK_LINE.split(clean(text), maxsplit=1)[0]
    answered = _unquoted("\n".join(above[:MOST_READ].split("\n")[:MOST_LINES]))
    lines = [line.rstrip() for line in answered.split("\n") if not _QUOTED.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_unsigned(lines))).strip()


def _unquoted(text: str) -> str:
    """What stands above the quoted mail, or below it where somebody answers there."""
    import quotequail

    found = quotequail.unwrap(text)
    if found is None:
        return text
    return str(found.get("text_top") or found.get("text_bottom") or "")


def _without_quotes(html: str) -> str:
    import quotequail

    try:
        found = quotequail.unwrap_html(html[: MOST_READ * 5])
    except Exception:  # the library was not written for markup that nobody's mail program makes
        return html
    return html if found is None else str(found.get("html_top") or found.get("html_bottom") or "")


def _unsigned(lines: list[str]) -> list[str]:
    for n, line in enumerate(lines):
        if _SIGNATURE.match(line.strip()) and sum(1 for rest in lines[n:] if rest.strip()) <= _MOST_SIGNATURE:
            return lines[:n]
    return lines
