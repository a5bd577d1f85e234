"""A living company in real processes, and headless Chromium to look at it with."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.counterparts import chromium

ROOT = Path(__file__).parents[2]
_logs: dict[str, list[Path]] = {}  # of the companies that are open


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows beside a failure what the processes of the company said last."""
    report = yield
    if report.failed and item.get_closest_marker("browser"):
        for log in (log for logs in _logs.values() for log in logs if log.is_file()):
            report.sections.append((log.name, log.read_text(errors="replace")[-2000:]))
    return report


def free_port() -> int:
    """Gives a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def opened_company() -> Iterator[str]:
    """Opens the demo company as `make demo` does, in a folder of its own; gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="foyer-browser-") as folder:
        environment = os.environ | {"FOYER_DATA": folder, "FOYER_PORT": str(port), "FOYER_ENV": "demo"}
        environment.pop("FOYER_TEST_DATABASE", None)
        log = (Path(folder) / "demo.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}"
        _logs[address] = [Path(folder) / f"{name}.log" for name in ("demo", "web", "worker")]
        try:
            _wait(address, process, Path(folder) / "demo.log")
            yield address
        finally:
            del _logs[address]
            process.terminate()
            process.wait(timeout=20)
            log.close()


@pytest.fixture(scope="session")
def company() -> Iterator[str]:
    """The demo company of this process of the test run."""
    with opened_company() as address:
        yield address


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the demo ended: {log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the demo did not answer in time: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with chromium.running() as started:
        yield started


class Visitor:
    """Somebody at a browser: a page, and everything that its console complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def go(self, path: str) -> Page:
        """Opens a page of the portal and waits until it has settled."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def enter(self, persona: str) -> None:
        """Has the browser be signed in as one of the demo company, without drawing two pages for it."""
        door, asking = f"{self.address}/login", self.page.context.request
        token = re.search(r'name="csrf_token" value="([^"]+)"', asking.get(door).text())
        assert token is not None
        answer = asking.post(door, form={"csrf_token": token[1], "persona": persona}, max_redirects=0)
        assert answer.status == 303, answer.text()

    def sign_in(self, persona: str) -> Page:
        """Signs in as one of the demo company, on the page for it."""
        self.go("/login")
        self.page.click(f'button[name="persona"][value="{persona}"]')
        self.page.wait_for_url("**/home")
        return self.page


@contextmanager
def visiting(company: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Gives what makes visitors, see `visit`; their browsers are closed at the end."""
    opened: list[BrowserContext] = []

    def make(
        persona: str = "", *, width: int = 1360, theme: str = "light", language: str = "en", **options: Any
    ) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="de-DE" if language == "de" else "en-GB",
            reduced_motion="reduce",
            **options,
        )
        opened.append(context)
        visitor = Visitor(context.new_page(), company)
        if persona:
            visitor.enter(persona)
        return visitor

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def visit(company: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Gives somebody at a fresh browser: `visit("employee", width=390, theme="dark", language="de")`."""
    with visiting(company, browser) as make:
        yield make
