"""People and programs that write through the web server, whatever happens to it, and remember what was confirmed.

Each tries each post and comment with one key until there is an answer. What goes wrong otherwise is kept as its fault.
"""

import http.client
import json
import re
import threading
import time
import traceback
from collections import Counter
from typing import Any
from urllib.parse import urlencode

PAUSE = 0.2  # seconds between two posts of one writer
PATHS = ("/home", "/people", "/groups", "/search?q=something", "/notifications", "/settings", "/posts/{post}")


class Writer(threading.Thread):
    """Writes until told to stop. `told` are the handles of people, of whom each post names the next one."""

    newest = 0  # post of any of them; the next comment of each goes there

    def __init__(self, port: int, *, number: int, audience: str, told: list[str], pause: float = PAUSE) -> None:
        super().__init__(daemon=True)
        self.posts: dict[str, int] = {}
        self.comments: dict[str, int] = {}
        self.pinned: list[int] = []
        self.broken = 0
        self.refused: Counter[int] = Counter()
        self.longest = 0.0
        self.fault = ""
        self._port, self._number, self._audience, self._told = port, number, audience, told
        self._pause = pause
        self._stop_asked = threading.Event()

    def finish(self) -> None:
        """Lets the post at hand be confirmed, then ends."""
        self._stop_asked.set()
        self.join(timeout=60)
        assert not self.fault, self.fault
        assert not self.is_alive(), "what was written was not confirmed within a minute"

    def run(self) -> None:
        try:
            self.sign_in()
            count = 0
            while not self._stop_asked.wait(self._pause):
                count += 1
                began = time.monotonic()
                self.work(count)
                self.longest = max(self.longest, time.monotonic() - began)
        except Exception:
            self.fault = traceback.format_exc()

    def work(self, count: int) -> None:
        """Writes a post and a comment below the newest one."""
        key = f"key-{self._number}-{count}"
        handle = self._told[(self._number + 20 * count) % len(self._told)]
        self.posts[key] = Writer.newest = self.write(key, f"Something to say: {key} for @{handle}")
        self.comments[key] = self.comment(key, f"post:{Writer.newest}", f"Something to add: {key}")

    def sign_in(self) -> None:
        """Proves who it is, where that takes a request."""

    def write(self, key: str, body: str) -> int:
        raise NotImplementedError

    def comment(self, key: str, about: str, body: str) -> int:
        raise NotImplementedError

    def until_answered(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, Any, str]:
        """Asks again while the server is away, in trouble, or wants a pause; gives status, headers and body."""
        while True:
            try:
                answer = self._send(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.1)
                continue
            if answer[0] < 500 and answer[0] not in (409, 429):
                return answer
            self.refused[answer[0]] += 1
            time.sleep(1 if answer[0] == 429 else 0.1)

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, Any, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request(method, path, body.encode() or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


class Colleague(Writer):
    """Signs in with a password and sends the forms of pages; the first one pins what it writes."""

    def __init__(self, port: int, *, email: str, password: str, **options: Any) -> None:
        super().__init__(port, **options)
        self._account = {"email": email, "password": password}
        self._cookies: dict[str, str] = {}
        self._token = ""

    def sign_in(self) -> None:
        self._token = self._token_of(self._ask("GET", "/login", {})[2])
        status, where, body = self._ask("POST", "/login", self._account)
        assert (status, where) == (303, "/home"), (status, where, body[:500])
        self._token = self._token_of(self._ask("GET", "/settings", {})[2])

    def write(self, key: str, body: str) -> int:
        post = self._made("/posts", {"audience": self._audience, "body": body, "key": key}, r"/posts/(\d+)")
        if self._number == 0:
            status, _, answer = self._ask("PUT", f"/posts/{post}/pin", {})
            assert status == 303, (status, answer[:500])
            self.pinned.append(post)
        return post

    def comment(self, key: str, about: str, body: str) -> int:
        return self._made("/comments", {"about": about, "body": body, "key": key}, r"/comments/(\d+)")

    def _made(self, path: str, form: dict[str, str], pattern: str) -> int:
        status, where, body = self._ask("POST", path, form)
        found = re.search(pattern, where)
        assert status == 303, (status, re.findall(r'role="alert".*?</div>', body, re.DOTALL) or body[:500])
        assert found, where
        return int(found.group(1))

    def _ask(self, method: str, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method != "GET":
            headers |= {"X-CSRF-Token": self._token, "Content-Type": "application/x-www-form-urlencoded"}
        status, told, body = self.until_answered(method, path, urlencode(form), headers)
        for cookie in told.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self._cookies[name] = value
        return status, told.get("Location", ""), body

    def _token_of(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:500]
        return found.group(1)


class Reader(Colleague):
    """Opens one page after the other; `posts` holds what was opened."""

    def work(self, count: int) -> None:
        newest = Writer.newest
        path = PATHS[(self._number + count) % len(PATHS)].format(post=newest or 1)
        status, _, body = self._ask("GET", path, {})
        assert status in (200, 301, 302, 303, 308) or not newest, (status, path, body[:500])
        self.posts[f"{path} {count}"] = 0


class Program(Writer):
    """Holds a token and writes through the API with idempotency keys."""

    def __init__(self, port: int, *, secret: str, **options: Any) -> None:
        super().__init__(port, **options)
        self._secret = secret

    def write(self, key: str, body: str) -> int:
        return self._made("/posts", {"audience": self._audience, "body": body}, f"post-{key}")

    def comment(self, key: str, about: str, body: str) -> int:
        return self._made("/comments", {"about": about, "body": body}, f"comment-{key}")

    def _made(self, path: str, body: dict[str, str], key: str) -> int:
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = key
        status, _, answer = self.until_answered("POST", f"/api/v1{path}", json.dumps(body), headers)
        assert status == 201, (status, answer[:500])
        return int(json.loads(answer)["id"])
