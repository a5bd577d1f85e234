"""What a test may not do: reach another machine, or wait. Those that start real servers or browsers may do both."""

import threading
import time

import pytest
from pytest_socket import socket_allow_hosts

LONGEST = 0.5  # seconds
_NEAR = ["127.0.0.0/8", "::1", "localhost"]
_REAL = {"browser", "counterpart", "drill"}
_PATIENT = _REAL | {"slow"}
_sleep = time.sleep
_addresses: dict[str, set[str]] = {}


class WaitedTooLong(RuntimeError):  # noqa: N818  (what happened, as a sentence)
    """A fast test slept; freeze the clock, or wait for what happens instead."""


def begin(item: pytest.Item) -> None:
    """Shuts the ways out for the time of a test; pytest-socket opens its own again when the test has ended."""
    marks = {mark.name for mark in item.iter_markers()}
    if not marks & _REAL:
        socket_allow_hosts(list(_NEAR), allow_unix_socket=True, resolution_cache=_addresses)
    if not marks & _PATIENT:
        time.sleep = _refusing


def end() -> None:
    """Lets everybody sleep again."""
    time.sleep = _sleep


def _refusing(seconds: float) -> None:
    if seconds > LONGEST and threading.current_thread() is threading.main_thread():
        raise WaitedTooLong(f"{seconds} s in a fast test: freeze the clock, or mark the test as slow")
    _sleep(seconds)
