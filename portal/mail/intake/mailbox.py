"""Emptying a mailbox by IMAP: every mail for an address made here is taken in, then removed; others stay."""

import contextlib
import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import compat32
from urllib.parse import unquote, urlsplit

from portal.core import mail

from ..addresses import is_ours
from .door import MOST_BYTES, take
from .parsing import addresses_in

log = logging.getLogger(__name__)

TIMEOUT = 30
MOST_AT_ONCE = 50
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")


def empty_mailbox() -> int:
    """Takes in what is new in the mailbox of the settings; gives how many mails were looked at.

    A mail is removed after what follows from it is committed, so a process that dies takes it in again, which changes
    nothing. Raises OSError and imaplib's errors when the server is away.
    """
    with _mailbox() as box:
        _, found = box.uid("search", "UNSEEN UNDELETED")
        numbers = (found[0] or b"").split()[:MOST_AT_ONCE]
        for number in numbers:
            _look_at(box, number.decode())
        box.expunge()
    return len(numbers)


def try_mailbox() -> None:
    """Opens the mailbox of the settings and leaves it as it is. Raises OSError and imaplib's errors."""
    with _mailbox():
        pass


def _look_at(box: imaplib.IMAP4, number: str) -> None:
    content = _fetch(box, number)
    recipient = _recipient(content) if content else ""
    if not recipient:
        box.uid("store", number, "+FLAGS", r"(\Seen)")
        return
    try:
        take(content, recipient, _return_path(content))
    except Exception:
        log.exception("mail in")
        return
    box.uid("store", number, "+FLAGS", r"(\Seen \Deleted)")


def _fetch(box: imaplib.IMAP4, number: str) -> bytes:
    _, answer = box.uid("fetch", number, "(RFC822.SIZE)")
    size = _SIZE.search(answer[0] if answer and isinstance(answer[0], bytes) else b"")
    if size is None or int(size[1]) > MOST_BYTES:
        return b""
    _, parts = box.uid("fetch", number, "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


def _recipient(content: bytes) -> str:
    """The address made here for which the mail was delivered, which the mail server or the sender has written down."""
    mime = message_from_bytes(content[:200_000], policy=compat32)
    return next((address for address in addresses_in(mime, *_RECIPIENTS) if is_ours(address)), "")


def _return_path(content: bytes) -> str | None:
    """The sender of the envelope, as the mail server has written it down; None where it has not."""
    mime = message_from_bytes(content[:200_000], policy=compat32)
    path = mime.get("return-path")
    return str(path).strip().strip("<>") if path is not None else None


@contextlib.contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(mail.settings().imap)
    host = parts.hostname or ""
    if parts.scheme == "imaps":
        context = ssl.create_default_context(cafile=mail.settings().smtp_ca or None)
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(parts.path.strip("/") or "INBOX")
        yield box
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            box.logout()
