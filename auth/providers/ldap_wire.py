"""The wire to a directory: connected, encrypted and its certificate checked by Python, each step with an end in time.

libldap, where it is built with GnuTLS, waits for a slow handshake in a busy loop without end. So it is given one end of
a pair of sockets, and a thread passes on between the other end and the encrypted connection.
"""

import select
import socket
import ssl
import threading
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

_PORTS = {"ldap": 389, "ldaps": 636}
_START_TLS = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
_LONGEST_ANSWER = 4096
_BLOCK = 65536


class WireFault(OSError):  # noqa: N818  (house style: what happened)
    """There is no connection. `step` is name, port or certificate."""

    def __init__(self, step: str, cause: str) -> None:
        super().__init__(cause)
        self.step = step


def host_and_port(url: str) -> tuple[str, int]:
    """Gives where a server listens."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def connected(url: str, seconds: float) -> socket.socket:
    """Opens a connection. Raises WireFault, saying whether it was the name or the port."""
    host, port = host_and_port(url)
    try:
        line = socket.create_connection((host, port), seconds)
    except (socket.gaierror, UnicodeError) as error:
        raise WireFault("name", f"no machine is called {host}: {error}") from error
    except OSError as error:
        why = "no answer" if isinstance(error, TimeoutError) else str(error)
        raise WireFault("port", f"nothing can be reached at {host}, port {port}: {why}") from error
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def encrypted(raw: socket.socket, url: str, ca_file: str, seconds: float) -> ssl.SSLSocket:
    """Encrypts a connection and checks the server's certificate for its name. Raises WireFault with the exact cause."""
    raw.settimeout(seconds)
    try:
        if not url.startswith("ldaps://"):
            _start_tls(raw)
        return _trust(ca_file, _changed(ca_file)).wrap_socket(raw, server_hostname=host_and_port(url)[0])
    except ssl.SSLCertVerificationError as error:
        raise WireFault("certificate", f"the certificate is not accepted: {error.verify_message}") from error
    except TimeoutError as error:
        raise WireFault("certificate", f"the server did not begin to encrypt within {seconds:g} s") from error
    except FileNotFoundError as error:
        raise WireFault("certificate", f"there is no file {ca_file}") from error
    except (OSError, ValueError) as error:
        raise WireFault("certificate", f"encryption did not begin: {error}") from error


@lru_cache(maxsize=8)
def _trust(ca_file: str, _changed: int) -> ssl.SSLContext:
    """Reading all the machine's authorities takes longer than a sign-in."""
    return ssl.create_default_context(cafile=ca_file or None)


def _changed(ca_file: str) -> int:
    return Path(ca_file).stat().st_mtime_ns if ca_file else 0


def _start_tls(raw: socket.socket) -> None:
    """Asks for encryption (RFC 4511, 4.14); reads exactly the answer, so that nothing in clear slips in behind it."""
    raw.sendall(_START_TLS)
    tag, length = _exactly(raw, 2)
    if length & 0x80:
        length = int.from_bytes(_exactly(raw, length & 0x7F))
    if tag != 0x30 or length > _LONGEST_ANSWER:
        raise OSError("what answers is no directory")
    body = _exactly(raw, length)
    start = 5 + (body[4] & 0x7F if length > 4 and body[4] & 0x80 else 0)
    if body[:4] != b"\x02\x01\x01\x78" or body[start : start + 3] != b"\x0a\x01\x00":
        raise OSError("the server refuses StartTLS; an address with ldaps:// may work")


def _exactly(raw: socket.socket, count: int) -> bytes:
    read = b""
    while len(read) < count:
        more = raw.recv(count - len(read))
        if not more:
            raise OSError("the server ended the connection")
        read += more
    return read


def passed_on(line: socket.socket) -> int:
    """Gives a descriptor through which a program without encryption speaks; whoever takes it closes it."""
    ours, theirs = socket.socketpair()
    threading.Thread(target=_pass_on, args=(ours, line), name="ldap-wire", daemon=True).start()
    return theirs.detach()


def _pass_on(ours: socket.socket, line: socket.socket) -> None:
    try:
        waiting = select.poll()  # select() knows no descriptor above 1023, and a web process may have more
        for end in (ours, line):
            waiting.register(end, select.POLLIN)
        while True:
            held = isinstance(line, ssl.SSLSocket) and line.pending()
            ready = [line.fileno()] if held else [descriptor for descriptor, _ in waiting.poll()]
            for end, other in ((ours, line), (line, ours)):
                if end.fileno() in ready:
                    block = end.recv(_BLOCK)
                    if not block:
                        return
                    other.sendall(block)
    except (OSError, ValueError):
        return
    finally:
        ours.close()
        line.close()
