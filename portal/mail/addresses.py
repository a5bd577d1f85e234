"""Signed addresses: whom a reply is from and where it goes, which mail came back, what a link stops; message ids.

An address part has to survive mail servers that change case and cut at 64 characters, so numbers are written in base
36 and signatures in base 32, 80 bits of HMAC-SHA256 with a key of the purpose.
"""

import base64
import hashlib
import hmac
from email.utils import parseaddr
from typing import NamedTuple

from portal.core import mail
from portal.core.errors import NotFound
from portal.core.subjects import Ref

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 12


class ReplyTo(NamedTuple):
    """Whose answer it is, to which thread, and which comment in it, if one, is answered."""

    user_id: int
    about: Ref
    comment_id: int | None


def reply_address(to: ReplyTo) -> str:
    """Gives the address that takes this person's answers to this thread; empty where nothing is taken in."""
    words = ["r", _write(to.user_id), to.about.kind, _write(to.about.id), _write(to.comment_id or 0)]
    return _plus(words)


def read_reply_address(address: str) -> ReplyTo | None:
    """Gives what an address made by `reply_address` says, or None for any other."""
    words = _words(address, "r", 4)
    if words is None:
        return None
    user_id, kind, about_id, comment_id = words
    return ReplyTo(_read(user_id), Ref(kind, _read(about_id)), _read(comment_id) or None)


def return_address(message_id: int) -> str:
    """Gives the address to which this mail comes back when it cannot be delivered."""
    return _plus(["b", _write(message_id)]) or parseaddr(mail.sender())[1]


def read_return_address(address: str) -> int | None:
    """Gives which mail came back to the address, or None for an address that is none of ours."""
    words = _words(address, "b", 1)
    return _read(words[0]) if words else None


def is_ours(address: str) -> bool:
    """Whether the address was made here: the only ones for which mail is taken in."""
    return read_reply_address(address) is not None or read_return_address(address) is not None


def message_id(number: int) -> str:
    """Gives the Message-ID of a mail: the same whenever it is sent."""
    return f"<m{_write(number)}.{_sign('message-id', str(number))[:10]}@{mail.domain()}>"


def thread_id(about: Ref) -> str:
    """Gives the id that all mails about one thread refer to, so that mail programs keep them together."""
    return f"<{about.kind}.{_write(about.id)}.{_sign('thread-id', str(about))[:10]}@{mail.domain()}>"


def is_own_message_id(text: str) -> bool:
    """Whether a mail with this Message-ID was made by this portal."""
    name, _, domain = text.strip().strip("<>").rpartition("@")
    head, _, signature = name.rpartition(".")
    if domain != mail.domain() or not head.startswith("m") or not _is_number(head[1:]):
        return False
    return hmac.compare_digest(_sign("message-id", str(_read(head[1:])))[:10].encode(), signature.encode())


def stop_token(user_id: int, what: str) -> str:
    """Gives the part of a link that stops mails of one kind, or `digest`, for one person, without signing in."""
    text = f"{_write(user_id)}.{what}"
    return f"{text}.{_sign('stop', text)}"


def read_stop_token(token: str) -> tuple[int, str]:
    """Gives whom and what a link is about. Raises NotFound for one that was not made here."""
    text, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_sign("stop", text).encode(), signature.encode()):
        raise NotFound
    user_id, _, what = text.partition(".")
    return _read(user_id), what


def _plus(words: list[str]) -> str:
    mailbox = parseaddr(mail.settings().mail_replies)[1]
    if not mailbox:
        return ""
    local, _, domain = mailbox.rpartition("@")
    text = ".".join(words)
    return f"{local}+{text}.{_sign('address', text)}@{domain}"


def _words(address: str, head: str, count: int) -> list[str] | None:
    ours, _, domain = parseaddr(mail.settings().mail_replies)[1].lower().rpartition("@")
    local, _, at = address.strip().strip("<>").lower().rpartition("@")
    mailbox, _, rest = local.partition("+")
    text, _, signature = rest.rpartition(".")
    if not ours or (mailbox, at) != (ours, domain) or not text.isascii() or not signature.isascii():
        return None
    if not hmac.compare_digest(_sign("address", text), signature):
        return None
    found, *words = text.split(".")
    return words if found == head and len(words) == count else None


def _sign(purpose: str, text: str) -> str:
    key = hashlib.sha256(f"mail:{purpose}:{mail.settings().secret_key}".encode()).digest()
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()[:10]
    return base64.b32encode(digest).decode().lower()


def _write(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = _DIGITS[rest] + text
    return text or "0"


def _is_number(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and all(letter in _DIGITS for letter in text)


def _read(text: str) -> int:
    return int(text, 36)
