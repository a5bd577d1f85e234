"""Requests to addresses that somebody outside has named: https, to public hosts, with an end, following no redirect.

The name is looked up once and the connection goes to what was found, so that a second answer cannot lead inside.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from threading import Timer
from typing import NamedTuple
from urllib.parse import urlsplit

_MOST_READ = 4096
_MOST_FETCHED = 2 * 1024 * 1024
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind a translator


class NotAllowed(ValueError):  # noqa: N818  (an answer, not a fault)
    """The address is none that a request may go to. The message says why, for the log."""


class Answer(NamedTuple):
    """What came back: the status, the headers in lower case, and the beginning of the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Open(http.client.HTTPConnection):
    """A connection to one address that was looked at."""

    def __init__(self, host: str, port: int, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address

    def connect(self) -> None:
        """Connects to the address, never to what the name means by now."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _Pinned(_Open):
    """The same, under the name that the server's certificate has to show."""

    def connect(self) -> None:
        """Connects to the address and looks at the certificate."""
        super().connect()
        self.sock = trust().wrap_socket(self.sock, server_hostname=self.host)


def trust() -> ssl.SSLContext:
    """Gives the certificates that are believed: the machine's."""
    return ssl.create_default_context()


def target(url: str, *, inside: frozenset[str] = frozenset()) -> tuple[str, int, str]:
    """Gives host, port and path of an https address. Raises NotAllowed for anything else.

    `inside` are hosts with their ports, such as build.intra:8080, that need no https.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError as error:
        raise NotAllowed("not an address") from error
    schemes = ("https", "http") if f"{host}:{port}" in inside else ("https",)
    if parts.scheme not in schemes or not host or parts.username is not None or parts.password is not None:
        raise NotAllowed("not a plain https address")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed("characters that an address does not have")
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def addresses(host: str, port: int) -> list[str]:
    """Looks the host up. Raises NotAllowed when one of its addresses is not public, OSError when there is none."""
    found = _looked_up(host, port)
    inside = [address for address in found if not is_public(address)]
    if inside:
        raise NotAllowed(f"{host} leads to {inside[0]}")
    return found


def _looked_up(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, seen through all that wraps one address in another."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in _TRANSLATED:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = 10, inside: frozenset[str] = frozenset()
) -> Answer:
    """Sends the bytes and gives the answer; all of it takes at most so many seconds.

    `inside` are hosts with their ports that may lie inside and need no https, because the installation says so.
    Raises NotAllowed for an address that leads inside, OSError when the server cannot be reached or is too slow.
    """
    with _asked(url, ("POST", body, headers), seconds, inside) as answer:
        return _read(answer, _MOST_READ)


def fetch(
    url: str,
    form: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = 5,
    inside: frozenset[str] = frozenset(),
) -> Answer:
    """Fetches a document, or what comes back for a form; at most 2 MB of it. Everything else is as in `post`."""
    kind = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
    method = "GET" if form is None else "POST"
    with _asked(url, (method, form, kind | dict(headers or {})), seconds, inside) as answer:
        return _read(answer, _MOST_FETCHED)


def _read(answer: http.client.HTTPResponse, most: int) -> Answer:
    kept = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, kept, answer.read(most))


@contextmanager
def _asked(
    url: str, asking: tuple[str, bytes | None, Mapping[str, str]], seconds: float, inside: frozenset[str]
) -> Iterator[http.client.HTTPResponse]:
    method, body, headers = asking
    host, port, path = target(url, inside=inside)
    address = (_looked_up if f"{host}:{port}" in inside else addresses)(host, port)[0]
    kind = _Pinned if url.lower().startswith("https:") else _Open
    with closing(kind(host, port, address, seconds)) as connection:
        end = Timer(seconds, _hang_up, [connection])
        end.daemon = True
        end.start()
        try:
            connection.request(method, path, body, dict(headers))
            yield connection.getresponse()
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{host} gave no answer that can be read") from error
        finally:
            end.cancel()


def _hang_up(connection: http.client.HTTPSConnection) -> None:
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)
