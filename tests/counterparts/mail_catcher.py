"""A mail server that keeps what it is given and misbehaves on command: a real SMTP server, on a port of loopback."""

import asyncio
import email
import email.policy
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.counterparts import lifetime

USER, PASSWORD = "portal", "smtp-secret"


@dataclass
class Caught:
    """One mail as it came in: envelope and content, and by which connection."""

    sender: str
    recipient: str
    content: bytes
    connection: int
    encrypted: bool
    user: str | None

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    def part(self, kind: str) -> str:
        """The words of the `plain` or `html` part."""
        body = self.mail.get_body(preferencelist=(kind,))
        assert body is not None
        return str(body.get_content())


@dataclass
class Catcher:
    """What was caught, and the faults to come: `faults` are answers to the next mails, one each.

    `reject`, `greylist`, `slow` (two seconds), `drop` (the connection ends in the middle of DATA), `lost` (kept, but
    the connection ends before the answer). `unknown` holds addresses that nobody has here, `pause` is how many seconds
    the server thinks about each mail that it has taken.
    """

    port: int = 0
    caught: list[Caught] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    connections: int = 0
    pause: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, address: str) -> list[Caught]:
        """What was sent to an address, in order."""
        return [mail for mail in self.caught if mail.recipient == address]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.unknown:
            return "550 5.1.1 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        with self.lock:
            fault = self.faults.pop(0) if self.faults else ""
        if fault in ("reject", "greylist"):
            return {"reject": "550 5.7.1 refused", "greylist": "451 4.7.1 try again later"}[fault]
        if fault == "slow":
            await asyncio.sleep(2)
        if fault != "drop":
            self._keep(session, envelope)
        await asyncio.sleep(self.pause)
        if fault in ("drop", "lost"):
            assert server.transport is not None
            server.transport.abort()
        return "250 kept"

    def _keep(self, session: Any, envelope: Any) -> None:
        with self.lock:
            for recipient in envelope.rcpt_tos:
                self.caught.append(
                    Caught(
                        envelope.mail_from,
                        recipient,
                        envelope.content,
                        id(session),
                        session.ssl is not None,
                        getattr(session, "login_name", None),
                    )
                )


class _Server(Controller):
    """The server; with a certificate it wants encryption and a password."""

    def __init__(self, catcher: Catcher, port: int, context: ssl.SSLContext | None) -> None:
        self.catcher, self.context = catcher, context
        super().__init__(catcher, hostname="127.0.0.1", port=port)

    def factory(self) -> SMTP:
        self.catcher.connections += 1
        options: dict[str, Any] = {"enable_SMTPUTF8": True, "data_size_limit": 30_000_000}
        if self.context is not None:
            options |= {"tls_context": self.context, "authenticator": _authenticate, "auth_required": True}
        return SMTP(self.handler, **options)


def _authenticate(_server: Any, session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    if right:
        session.login_name = USER
    return AuthResult(success=right, handled=right)


@contextmanager
def running(catcher: Catcher, certificate: Path | None = None) -> Iterator[Catcher]:
    """Runs the server on the catcher's port, or a free one, until the block ends."""
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    catcher.port = catcher.port or lifetime.free_port()
    server = _Server(catcher, catcher.port, context)
    server.start()
    try:
        yield catcher
    finally:
        server.stop()


def certificate(folder: Path) -> Path:
    """Makes a certificate for localhost with its key, in one file."""
    path = folder / "localhost.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", path, "-out", folder / "only.pem"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "only.pem").read_bytes())
    return path
