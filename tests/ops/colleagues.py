"""People who write through the web server, whatever happens to it, and remember what was confirmed to them."""

import http.client
import re
import threading
import time
from urllib.parse import urlencode


class Colleague(threading.Thread):
    """Signs in as a persona, writes until told to stop, and tries each post and comment until it is confirmed."""

    newest = 0  # post of any of them; the next comment of each goes there

    def __init__(self, port: int, persona: str, *, number: int, audience: str, pins: bool) -> None:
        super().__init__(daemon=True)
        self.confirmed: dict[str, int] = {}
        self.commented: dict[str, int] = {}
        self.pinned: list[int] = []
        self.broken = 0
        self.refused: list[int] = []
        self.longest = 0.0
        self._port, self._persona, self._number = port, persona, number
        self._audience, self._pins = audience, pins
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._stop_asked = threading.Event()

    def finish(self) -> None:
        """Lets the post at hand be confirmed, then ends."""
        self._stop_asked.set()
        self.join(timeout=60)
        assert not self.is_alive(), "what was written was not confirmed within a minute"

    def run(self) -> None:
        self._sign_in()
        count = 0
        while not self._stop_asked.is_set():
            count += 1
            began = time.monotonic()
            self._write(f"key-{self._number}-{count}")
            self._comment(f"key-{self._number}-{count}")
            self.longest = max(self.longest, time.monotonic() - began)

    def _sign_in(self) -> None:
        self._token = self._token_of(self._until_answered("GET", "/login", {})[2])
        status, where, _ = self._until_answered("POST", "/login", {"persona": self._persona})
        assert (status, where) == (303, "/home"), (status, where)
        self._token = self._token_of(self._until_answered("GET", "/settings", {})[2])

    def _write(self, key: str) -> None:
        form = {"audience": self._audience, "body": f"Something to say: {key}", "key": key}
        status, where, body = self._until_answered("POST", "/posts", form)
        assert status == 303, (status, body[:500])
        found = re.search(r"/posts/(\d+)", where)
        assert found, where
        self.confirmed[key] = Colleague.newest = int(found.group(1))
        if self._pins:
            status, _, body = self._until_answered("PUT", f"/posts/{found.group(1)}/pin", {})
            assert status == 303, (status, body[:500])
            self.pinned.append(int(found.group(1)))

    def _comment(self, key: str) -> None:
        form = {"about": f"post:{Colleague.newest}", "body": f"Something to add: {key}", "key": key}
        status, where, body = self._until_answered("POST", "/comments", form)
        assert status == 303, (status, body[:500])
        found = re.search(r"/comments/(\d+)", where)
        assert found, where
        self.commented[key] = int(found.group(1))

    def _until_answered(self, method: str, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        while True:
            try:
                status, where, body = self._send(method, path, form)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.1)
                continue
            if status < 500:
                return status, where, body
            self.refused.append(status)
            time.sleep(0.1)

    def _send(self, method: str, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method != "GET":
            headers |= {"X-CSRF-Token": self._token, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, value = cookie.split(";")[0].split("=", 1)
                self._cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), body
        finally:
            connection.close()

    def _token_of(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:500]
        return found.group(1)
