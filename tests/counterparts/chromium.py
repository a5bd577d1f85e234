"""The browser of the browser tests: the one that the machine has, never a downloaded one."""

import shutil

OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none")


def executable() -> str | None:
    """The path of the browser, or None."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome", "chromium-browser"))
    return next((path for path in found if path), None)


def missing() -> str:
    """Why no browser can be started here, or an empty string."""
    if executable():
        return ""
    return "Chromium is not installed. Run: sudo apt-get install --no-install-recommends chromium"
