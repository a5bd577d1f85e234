"""What the pages of the demo company weigh: as they travel, as the browser takes them in, on a first visit."""

import gzip
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_pages import EVERYBODY, first

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
KB = 1024
ICONS = set(
    re.findall(
        r'<symbol id="([^"]+)"', (ROOT / "portal" / "static" / "vendor" / "icons.svg").read_text(encoding="utf-8")
    )
)


class Reader:
    """Reads pages as a browser asks for them, compressed, and keeps their weight."""

    def __init__(self, visitor: Visitor) -> None:
        self.address = visitor.address
        cookies = visitor.page.context.cookies()
        self.cookie = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)

    def read(self, path: str) -> tuple[int, str]:
        """Gives the bytes that travelled, and the page."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", "Accept": "text/html"}
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers)) as answer:
            body = answer.read()
            assert answer.headers["Content-Encoding"] == "gzip", f"{path} came uncompressed"
        return len(body), gzip.decompress(body).decode()


def test_no_page_is_heavier_than_it_may_be(visit: Callable[..., Visitor]) -> None:
    visitor = visit("employee", language="de")
    group = first(visitor, "/groups?view=mine", "main .title")
    post = first(visitor, "/home", "main [data-permalink][href^='/posts/']").split("#")[0]
    reader = Reader(visitor)
    faults = []
    for path in [path for path in EVERYBODY if path != "/no-such-page"] + [group, f"{group}/members", post]:
        weight, html = reader.read(path)
        elements = len(re.findall(r"<[a-z]", html))
        missing = set(re.findall(r"/static/icons\.[0-9a-f]+\.svg#([\w-]+)", html)) - ICONS
        faults += [f"{path} is {weight / KB:.1f} KB of HTML"] if weight > 20 * KB else []
        faults += [f"{path} has {elements} elements"] if elements > 1500 else []
        faults += [f"{path} names icons that the sprite lacks: {missing}"] if missing else []
    assert not faults, "\n".join(faults)


def test_the_frame_weighs_little(visit: Callable[..., Visitor]) -> None:
    _, html = Reader(visit("community-manager", language="de")).read("/home")
    before, _, rest = html.partition('<main id="main"')
    frame = before + rest.partition("</main>")[2]
    assert len(frame.encode()) <= 9 * KB


def test_a_first_visit_is_within_its_budget(visit: Callable[..., Visitor]) -> None:
    visitor = visit("employee", language="de")
    page = visit().page
    page.context.add_cookies(visitor.page.context.cookies())  # type: ignore[arg-type]  # what one context says another takes
    page.goto(visitor.address + "/home", wait_until="networkidle")
    taken = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((e) => [new URL(e.name).pathname, e.encodedBodySize])"
    )
    files = [(path, size) for path, size in taken if path.startswith("/static/") or path == "/home"]
    assert len(files) >= 7, files
    assert len(files) <= 12, files
    assert sum(size for _, size in files) <= 160 * KB, files
