"""A small mail server for what our own mail server hands over, by SMTP or LMTP; it takes only addresses made here."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from portal.core import db

from ..addresses import is_ours
from .door import MOST_BYTES, Outcome, TooLarge, take

log = logging.getLogger(__name__)

_ANSWERS: dict[Outcome, str] = {
    "unknown": "550 5.1.1 there is no such address",
    "refused": "550 5.7.1 this address takes mail from one person only",
}
_TAKEN = "250 2.0.0 taken"
_THREADS = 4
_DEFAULT_PORT = 2525


class Door:
    """What the server asks at each step. A mail is answered with yes only after what follows from it is committed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="mail")

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Takes only addresses that were made here."""
        if not is_ours(address):
            return _ANSWERS["unknown"]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's)
        """Takes the mail for each of its recipients; when that fails, it is to be offered again."""
        loop = asyncio.get_running_loop()
        answers = [
            await loop.run_in_executor(self._pool, _take, envelope.content, recipient, envelope.mail_from)
            for recipient in envelope.rcpt_tos
        ]
        return min(answers, key=lambda answer: {"4": 0, "5": 1}.get(answer[0], 2))


def _take(content: bytes, recipient: str, sender: str | None) -> str:
    try:
        outcome = take(content, recipient, sender or "")
    except TooLarge:
        return "552 5.3.4 too large"
    except Exception:
        log.exception("mail in")
        return "451 4.3.0 try again later"
    finally:
        db.session.remove()
    return _ANSWERS.get(outcome, _TAKEN)


class Server(Controller):
    """The server at `host:port`, which speaks LMTP where the address begins with lmtp://."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address if "://" in address else f"smtp://{address}")
        self._speaks_lmtp = parts.scheme == "lmtp"
        super().__init__(Door(), hostname=parts.hostname or "127.0.0.1", port=parts.port or _DEFAULT_PORT)

    def factory(self) -> SMTP:
        """Makes the protocol for one connection."""
        kind = LMTP if self._speaks_lmtp else SMTP
        made: SMTP = kind(self.handler, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, timeout=60, ident="Foyer")
        return made
