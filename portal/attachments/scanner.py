"""The virus scanner: clamd, spoken to over its socket as its manual has it (INSTREAM), in small pieces."""

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

from portal.config import Settings
from portal.core.errors import Unavailable

from . import setup

_SECONDS = 60
_ANSWER = 4096
_TOO_LARGE = "size limit exceeded"


class TooLargeError(Exception):
    """The scanner takes no stream of this length, today or tomorrow."""


def is_on() -> bool:
    """Whether files wait for a scanner."""
    return bool(setup.clamd())


def answers(settings: Settings) -> bool:
    """Whether the scanner of these settings looks at what it is given."""
    setup.configure(settings)
    try:
        infection([b"hello"])
    except Unavailable:
        return False
    return True


def infection(pieces: Iterable[bytes]) -> str:
    """Gives the scanner's name for what it found; empty for a clean file.

    Raises TooLargeError, and Unavailable when it cannot say.
    """
    try:
        with _connect(setup.clamd()) as line:
            answer = _ask(line, pieces)
    except OSError as error:
        raise Unavailable from error
    if _TOO_LARGE in answer:
        raise TooLargeError
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream: ").removesuffix("FOUND").strip()[:100] or "?"
    if not answer.endswith("OK"):
        raise Unavailable(answer[:200])
    return ""


def _ask(line: socket.socket, pieces: Iterable[bytes]) -> str:
    """A scanner that has had enough says so and hangs up while there is still something to send."""
    try:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return _read(line)
    return _read(line)


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_SECONDS)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _read(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _ANSWER and (piece := line.recv(_ANSWER)):
        answer += piece
    return answer.split(b"\0")[0].decode(errors="replace").strip()
