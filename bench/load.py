"""A load generator over kept-alive connections: bounded in requests, so it always stops."""

import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """One request as it goes over the wire."""

    raw: bytes


@dataclass(frozen=True)
class Outcome:
    """How a run went: seconds for each answer, answers by status, seconds in all."""

    times: list[float]
    statuses: dict[int, int]
    seconds: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def median(self) -> float:
        """Milliseconds of the answer in the middle."""
        return 1000 * statistics.median(self.times)


def get(path: str, cookie: str) -> Shot:
    """Gives a GET as a browser that accepts no compression sends it, as behind a proxy."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {cookie}",
        "Accept: text/html",
        "Connection: keep-alive",
    ]
    return Shot("\r\n".join([*lines, "", ""]).encode())


def post(path: str, cookie: str, token: str, body: str) -> Shot:
    """Gives a POST of a form with its CSRF token."""
    content = body.encode()
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {cookie}",
        f"X-CSRF-Token: {token}",
        "HX-Request: true",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(content)}",
        "Connection: keep-alive",
    ]
    return Shot("\r\n".join([*lines, "", ""]).encode() + content)


def run(port: int, shots: Callable[[int], Shot], *, requests: int, connections: int) -> Outcome:
    """Sends so many requests over so many connections, each shot made by its number."""
    times: list[float] = []
    statuses: dict[int, int] = {}
    lock, numbers = threading.Lock(), iter(range(requests))

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = connection.makefile("rb")
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                raw = shots(number).raw
                begin = time.perf_counter()
                connection.sendall(raw)
                status = _answer(stream)
                took = time.perf_counter() - begin
                with lock:
                    times.append(took)
                    statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work) for _ in range(connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(times, statuses, time.perf_counter() - begin)


def _answer(stream: object) -> int:
    readline, read = stream.readline, stream.read  # type: ignore[attr-defined]  # a buffered reader
    status = int(readline().split()[1])
    length = 0
    while (line := readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    read(length)
    return status
