"""The browser of the browser tests: the one that the machine has, never a downloaded one."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

WHOLE = ("chromium", "google-chrome", "chromium-browser")
SHELL = "chromium-headless-shell"  # the same without windows: half the work, but no notifications
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none")
PATIENCE = 15_000  # milliseconds until what does not come counts as missing; what comes is never waited for longer
_open: dict[bool, Browser] = {}
_opened = ExitStack()
_users = 0


def executable(*, whole: bool = False) -> str | None:
    """The path of the browser, or None; `whole` asks for one that could have windows."""
    found = (shutil.which(name) for name in (WHOLE if whole else (SHELL, *WHOLE)))
    return next((path for path in found if path), None)


def missing() -> str:
    """Why no browser can be started here, or an empty string."""
    if executable(whole=True):
        return ""
    return "Chromium is not installed. Run: sudo apt-get install --no-install-recommends chromium"


@contextmanager
def running(*, whole: bool = False) -> Iterator[Browser]:
    """Gives the browser of this process: Playwright can be started once only, and several fixtures want it."""
    global _users
    _users += 1
    try:
        yield _open.get(whole) or _launch(whole=whole)
    finally:
        _users -= 1
        if not _users:
            _open.clear()
            _opened.close()


def _launch(*, whole: bool) -> Browser:
    if _open:
        kind = next(iter(_open.values())).browser_type
    else:
        expect.set_options(timeout=PATIENCE)
        kind = _opened.enter_context(sync_playwright()).chromium
    _open[whole] = kind.launch(executable_path=executable(whole=whole), args=list(OPTIONS))
    _opened.callback(_open[whole].close)
    return _open[whole]
