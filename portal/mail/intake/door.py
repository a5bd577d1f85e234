"""Where a mail that came in is looked at: an answer is posted, a bounce counted, everything else let go."""

import logging
from typing import Literal

from portal.core import db

from .. import bounces
from ..addresses import read_reply_address, read_return_address
from . import replies, reports
from .parsing import Unreadable, read

log = logging.getLogger(__name__)

Outcome = Literal["posted", "returned", "bounced", "ignored", "unknown", "refused"]
MOST_BYTES = 40 * 2**20


class TooLarge(Exception):  # noqa: N818  (says what the mail is)
    """The mail is larger than anything that is taken in."""


def take(content: bytes, recipient: str, sender: str | None = None) -> Outcome:
    """Takes a mail in and says what became of it; the same mail again changes nothing.

    `sender` is that of the envelope, where it is known: the empty one is a mail server's. `unknown` is an address that
    was not made here, `refused` a mail that somebody else wrote. Raises TooLarge, and whatever the database raises, so
    that the mail is offered once more.
    """
    to, returned = read_reply_address(recipient), read_return_address(recipient)
    if to is None and returned is None:
        return "unknown"
    if len(content) > MOST_BYTES:
        raise TooLarge
    try:
        arrived = read(content)
    except Unreadable as error:
        log.warning("mail in: unreadable, %s", error)
        return "ignored"
    if returned is not None:
        reason = reports.failure_in(arrived, from_nobody=sender in ("", "<>", None))
        with db.unit_of_work():
            if reason:
                bounces.note(returned, reason)
        return "bounced" if reason else "ignored"
    if sender in ("", "<>") or arrived.automatic or replies.is_own(arrived):
        log.info("mail in: written by a machine (%s)", arrived.automatic or "no sender, or our own")
        return "ignored"
    assert to is not None
    with db.reading():
        strange = replies.stranger(arrived, to)
    if strange:
        log.warning("mail in: %s, for account %s", strange, to.user_id)
        return "refused"
    return "posted" if replies.post(arrived, to) else "returned"
