"""Reading a mail that came in, whatever it is: sender, what makes it automatic, words, files.

Mails are hostile until the contrary is shown: sizes, parts and depth have limits, broken headers are skipped over, and
nothing here raises for what a mail contains, except `Unreadable` for one that is no mail at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as Mime
from email.policy import compat32
from email.utils import getaddresses

from portal.core.text import clean

MOST_PARTS = 200
MOST_DEPTH = 30
MOST_FILES = 10
MOST_TEXT = 200_000
# Pictures in the text that are smaller belong to a signature, as a rule.
_LOGO = 20_000
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-failed-recipients")
_BULK = {"bulk", "junk", "list", "auto_reply"}


class Unreadable(Exception):  # noqa: N818  (says what the mail is)
    """Nothing can be read in this mail."""


@dataclass(frozen=True)
class Upload:
    """A file that came along."""

    name: str
    content: bytes
    is_picture: bool


@dataclass(frozen=True)
class Arrived:
    """A mail as far as it matters here. `automatic` says why a machine wrote it; empty where a person did."""

    sender: str
    message_id: str
    automatic: str
    plain: str
    html: str
    files: tuple[Upload, ...]
    dropped: int
    mime: Mime


def read(content: bytes) -> Arrived:
    """Reads a mail. Raises Unreadable."""
    try:
        mime = message_from_bytes(content, policy=compat32)
        parts = list(_parts(mime))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(repr(error)[:200]) from error
    files = [found for part in parts if (found := _file(part)) is not None]
    return Arrived(
        sender=_sender(mime),
        message_id=header(mime, "message-id")[:500],
        automatic=_automatic(mime),
        plain=_words(parts, "text/plain"),
        html=_words(parts, "text/html"),
        files=tuple(files[:MOST_FILES]),
        dropped=max(0, len(files) - MOST_FILES),
        mime=mime,
    )


def header(mime: Mime, name: str) -> str:
    """Gives a header as text on one line, empty where there is none or nothing can be read in it."""
    return next(iter(headers(mime, name)), "")


def headers(mime: Mime, name: str) -> list[str]:
    """Gives all headers of that name as texts on one line each."""
    return [_decoded(value) for value in mime.get_all(name, [])]


def addresses_in(mime: Mime, *names: str) -> list[str]:
    """Gives the addresses that stand in these headers."""
    try:
        return [address for _, address in getaddresses([h for name in names for h in headers(mime, name)]) if address]
    except (ValueError, IndexError, TypeError):
        return []


def _decoded(value: object) -> str:
    text = str(value)
    try:
        if "=?" in text:
            text = "".join(
                part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
                for part, charset in decode_header(text)
            )
    except (ValueError, LookupError, MessageError):
        pass
    return " ".join(clean(text.encode("utf-8", "replace").decode()).split())


def _sender(mime: Mime) -> str:
    """The one address that the mail is from; a mail from several is from nobody."""
    found = addresses_in(mime, "from")
    return found[0].lower() if len(found) == 1 and len(mime.get_all("from", [])) == 1 else ""


def _automatic(mime: Mime) -> str:
    submitted = header(mime, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted[:60]}"
    precedence = header(mime, "precedence").lower()
    if precedence in _BULK:
        return f"Precedence: {precedence}"
    if mime.get_content_type() == "multipart/report":
        return "a report"
    return next((name for name in _AUTOMATIC if mime.get(name) is not None), "")


def _parts(mime: Mime) -> Iterator[Mime]:
    """The parts that hold something, in order; whoever nests deeper than any mail program is not followed."""
    waiting, seen = [(mime, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        inside = part.get_payload()
        if not isinstance(inside, list):
            yield part
        elif depth < MOST_DEPTH and part.get_content_maintype() == "multipart":
            waiting += [(child, depth + 1) for child in reversed(inside) if isinstance(child, Mime)]


def _words(parts: list[Mime], kind: str) -> str:
    texts = [_text(part) for part in parts if part.get_content_type() == kind and not _is_file(part)]
    return "\n\n".join(text for text in texts if text)[:MOST_TEXT]


def _text(part: Mime) -> str:
    content = _bytes(part)[: MOST_TEXT * 4]
    try:
        charset = part.get_content_charset() or "utf-8"
        return clean(content.decode(charset, "replace"))
    except (LookupError, ValueError):
        return clean(content.decode("utf-8", "replace"))


def _bytes(part: Mime) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def _is_file(part: Mime) -> bool:
    return _disposition(part) == "attachment" or bool(_name(part))


def _disposition(part: Mime) -> str:
    return header(part, "content-disposition").partition(";")[0].strip().lower()


def _name(part: Mime) -> str:
    try:
        return _decoded(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _file(part: Mime) -> Upload | None:
    is_picture = part.get_content_maintype() == "image"
    if not is_picture and not _is_file(part):
        return None
    content = _bytes(part)
    inline = is_picture and _disposition(part) != "attachment"
    if not content or (inline and len(content) < _LOGO):
        return None
    return Upload(_name(part) or f"file.{part.get_content_subtype()[:10]}", content, is_picture)
