"""Fast tests stay on this machine and do not wait."""

import socket
import time
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.guards.quiet import WaitedTooLong


def test_no_other_machine_is_reached() -> None:
    for address in (("192.0.2.1", 80), ("2001:db8::1", 80)):
        with pytest.warns(UserWarning, match=address[0]), pytest.raises(SocketConnectBlockedError):
            socket.create_connection(address, timeout=0.2)


def test_this_machine_is_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), timeout=2).close()
    path = str(tmp_path / "door")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as visitor:
        server.bind(path)
        server.listen()
        visitor.connect(path)


def test_nobody_sleeps_long() -> None:
    time.sleep(0.001)
    with pytest.raises(WaitedTooLong, match="freeze the clock"):
        time.sleep(0.6)


@pytest.mark.slow
def test_who_is_marked_as_slow_may_sleep() -> None:
    time.sleep(0.51)
