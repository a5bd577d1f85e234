"""Handing mails over: to a mail server, many through one connection, or into a folder where there is none.

Nothing here knows who gets a mail or why. Only this file speaks SMTP.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from portal.config import Settings

CONNECT_SECONDS = 15
# A server may think for long about what it has already taken; who hangs up meanwhile sends the mail twice.
ANSWER_SECONDS = 120
_TOO_LARGE = 552
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Envelope:
    """A mail on its way: the address that bounces go to, the recipient, the bytes, a name that stays the same."""

    sender: str
    recipient: str
    content: bytes
    name: str


class Refused(Exception):  # noqa: N818  (an answer of the server)
    """The server answered no for this mail. Codes from 500 are for good, others for now."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text

    @property
    def for_good(self) -> bool:
        """Whether sending it again would be of no use."""
        return self.code >= 500


class Unreachable(Exception):  # noqa: N818  (the server's state)
    """The server does not answer, hangs up, or does not let us in; what was on its way may or may not have arrived."""


class Courier(Protocol):
    """Carries mails, one after the other."""

    def send(self, envelope: Envelope) -> None:
        """Hands one mail over. Raises Refused or Unreachable."""


class FolderCourier:
    """Keeps mails as files that any mail program opens, for the demo and for development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, envelope: Envelope) -> None:
        """Writes the mail as `<name>.eml`; the same mail again takes the place of the first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{envelope.name}.eml"
        new = target.with_suffix(".new")
        new.write_bytes(b"X-Envelope-To: " + envelope.recipient.encode() + b"\r\n" + envelope.content)
        new.replace(target)


class SmtpCourier:
    """One connection to the mail server."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def send(self, envelope: Envelope) -> None:
        """Hands one mail over. Raises Refused or Unreachable."""
        try:
            self._client.sendmail(
                envelope.sender, [envelope.recipient], envelope.content, mail_options=self._options(envelope)
            )
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refusal(code, text) from error
        except smtplib.SMTPSenderRefused as error:
            # We are refused, not the recipient; only a mail that is too large is the mail's own fault.
            said = _refusal(error.smtp_code, error.smtp_error)
            raise said if error.smtp_code == _TOO_LARGE else Unreachable(str(said)) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(str(error)) from error

    def _options(self, envelope: Envelope) -> list[str]:
        if envelope.recipient.isascii():
            return []
        if not self._client.has_extn("smtputf8"):
            raise Refused(553, "the mail server takes no addresses with such letters")
        return ["SMTPUTF8", "BODY=8BITMIME"]


def _refusal(code: int, text: bytes | str) -> Refused | Unreachable:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Unreachable(f"{code} {said}") if code in (-1, 421) else Refused(code, said)


_settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Says which server is used and who the sender is."""
    global _settings
    _settings = settings


def settings() -> Settings:
    """Gives the settings. Raises RuntimeError before `configure`."""
    if _settings is None:
        raise RuntimeError("configure(settings) comes first")
    return _settings


def outbox() -> Path:
    """Gives the folder in which mails are kept where there is no server."""
    return settings().data / "outbox"


def is_on() -> bool:
    """Whether mails are sent or kept at all: real people get none where nobody has set a server up."""
    return bool(settings().smtp) or settings().env != "production"


def leaves_the_house() -> bool:
    """Whether mails go to a server. A demo company has made-up addresses: its mails go no further than this machine."""
    host = urlsplit(settings().smtp).hostname
    return bool(host) and (not settings().demo or host in _LOOPBACK)


def sender() -> str:
    """Gives the sender as it stands in a mail: a name and an address."""
    return settings().mail_from or f"{settings().brand} <foyer@localhost>"


def sender_address() -> str:
    """Gives the sender's address alone."""
    return parseaddr(sender())[1]


def domain() -> str:
    """Gives the sender's domain, in which message ids are unique."""
    return sender_address().rpartition("@")[2] or "localhost"


@contextlib.contextmanager
def courier() -> Iterator[Courier]:
    """Opens the way that mails take. Raises Unreachable when there is a server and it does not let us in."""
    if not leaves_the_house():
        yield FolderCourier(outbox())
        return
    client = _connect()
    try:
        yield SmtpCourier(client)
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _connect() -> smtplib.SMTP:
    parts = urlsplit(settings().smtp)
    try:
        client = _open(parts)
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(_plainly(error)) from error
    try:
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as error:
        client.close()
        raise Unreachable(_plainly(error)) from error
    if client.sock is not None:
        client.sock.settimeout(ANSWER_SECONDS)
    return client


def _open(parts: SplitResult) -> smtplib.SMTP:
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(
            host, parts.port or 465, local_hostname=domain(), timeout=CONNECT_SECONDS, context=_trust()
        )
    client = smtplib.SMTP(host, parts.port or 587, local_hostname=domain(), timeout=CONNECT_SECONDS)
    try:
        client.ehlo()
        if client.has_extn("starttls"):
            client.starttls(context=_trust())
        elif host not in _LOOPBACK:
            raise smtplib.SMTPNotSupportedError(f"{host} offers no encryption (STARTTLS)")
    except (smtplib.SMTPException, OSError):
        client.close()
        raise
    return client


def _trust() -> ssl.SSLContext:
    """Gives whose certificates are believed; reading them takes longer than a mail that needs none."""
    return ssl.create_default_context(cafile=settings().smtp_ca or None)


def _plainly(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_refusal(error.smtp_code, error.smtp_error))
    return str(error) or type(error).__name__
