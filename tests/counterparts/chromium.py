"""The browser of the browser tests: the one that the machine has, never a downloaded one."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")  # without windows: half the work
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none")
PATIENCE = 15_000  # milliseconds until what does not come counts as missing; what comes is never waited for longer
_open: list[tuple[Browser, ExitStack]] = []
_users = 0


def executable() -> str | None:
    """The path of the browser, or None."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


def missing() -> str:
    """Why no browser can be started here, or an empty string."""
    if executable():
        return ""
    return "Chromium is not installed. Run: sudo apt-get install --no-install-recommends chromium"


@contextmanager
def running() -> Iterator[Browser]:
    """Gives the browser of this process: Playwright can be started once only, and several fixtures want it."""
    global _users
    if not _open:
        stack = ExitStack()
        expect.set_options(timeout=PATIENCE)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=executable(), args=list(OPTIONS))
        stack.callback(browser.close)
        _open.append((browser, stack))
    _users += 1
    try:
        yield _open[0][0]
    finally:
        _users -= 1
        if not _users:
            _open.pop()[1].close()
