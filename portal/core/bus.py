"""Short messages between the processes of one installation: nudges on their way to browsers, keys that were lost.

On one machine they are datagrams between sockets in a folder; with `FOYER_REDIS` they go through Redis. A message that
is lost costs a reload, never data.
"""

import contextlib
import hashlib
import json
import logging
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

log = logging.getLogger(__name__)
Message = dict[str, Any]
_LONGEST_PATH = 100


class Bus(Protocol):
    """Carries messages to every process that listens, this one included."""

    def send(self, message: Message) -> None:
        """Sends without waiting; loses the message rather than fail."""

    def listen(self, callback: Callable[[Message], None]) -> None:
        """Calls back, in a thread of its own, for every message from now on."""


class DatagramBus:
    """Datagrams between processes of one machine; each listener owns a socket in the folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data.resolve() / "run"
        if len(str(self.folder)) > _LONGEST_PATH - 20:
            name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
            self.folder = Path(tempfile.gettempdir()) / f"foyer-{os.getuid()}-{name}"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, message: Message) -> None:
        """Sends to every socket in the folder and removes those that nobody listens on."""
        body = json.dumps(message).encode()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            for path in self.folder.glob("*.bus"):
                try:
                    sender.sendto(body, str(path))
                except ConnectionRefusedError:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    log.warning("a nudge was lost: %s", error)

    def listen(self, callback: Callable[[Message], None]) -> None:
        """Opens this process's socket and reads it for as long as the process lives."""
        path = self.folder / f"{os.getpid()}.bus"
        path.unlink(missing_ok=True)
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        receiver.bind(str(path))
        threading.Thread(target=_read, args=(receiver, callback), name="bus", daemon=True).start()


def _read(receiver: socket.socket, callback: Callable[[Message], None]) -> None:
    while True:
        _call(callback, receiver.recv(65536))


def _call(callback: Callable[[Message], None], body: bytes) -> None:
    try:
        callback(json.loads(body))
    except Exception:
        log.exception("a message could not be handled")


class RedisBus:
    """Redis publish and subscribe, for web processes on several machines."""

    def __init__(self, url: str) -> None:
        import redis

        self.client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
        self.channel = "foyer"

    def send(self, message: Message) -> None:
        """Publishes; a Redis that is away costs the nudge, not the request."""
        import redis

        try:
            self.client.publish(self.channel, json.dumps(message))
        except redis.RedisError as error:
            log.warning("a nudge was lost: %s", error)

    def listen(self, callback: Callable[[Message], None]) -> None:
        """Subscribes, and again whenever Redis comes back."""
        threading.Thread(target=self._subscribe, args=(callback,), name="bus", daemon=True).start()

    def _subscribe(self, callback: Callable[[Message], None]) -> None:
        import redis

        while True:
            with contextlib.suppress(redis.RedisError):
                subscription = self.client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis
                subscription.subscribe(self.channel)
                while True:
                    message = subscription.get_message(timeout=4)
                    if message:
                        _call(callback, message["data"])
            time.sleep(1)
