"""The portal on a real port, so that a service worker can live in headless Chromium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from auth.models import User
from portal.core import db
from portal.core.web import Portal
from tests.browser_client import Browser
from tests.counterparts import chromium
from tests.serving import serving


@pytest.fixture
def address(app: Portal, committed: None) -> Iterator[str]:
    """The address of the portal, served by threads of this process."""
    with serving(app) as url:
        yield url


class Device:
    """One device: a browser with a worker of its own, on which somebody may sign in."""

    def __init__(self, app: Portal, context: BrowserContext, address: str) -> None:
        self.app = app
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def sign_in(self, user: User) -> "Device":
        """Gives the device a session of this person."""
        browser = Browser(self.app, user)
        db.session.remove()
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = browser.client.get_cookie(name)
        assert cookie is not None
        self.context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])
        return self

    def go(self, path: str) -> Page:
        """Opens a page and waits until the worker looks after it."""
        self.page.goto(self.address + path, wait_until="load")
        self.until("navigator.serviceWorker.controller")
        return self.page

    def until(self, condition: str) -> None:
        """Waits until this is true in the page."""
        for _ in range(100):
            if self.page.evaluate(f"Promise.resolve({condition}).then(Boolean)"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true in the page: {condition}")

    def kept(self) -> list[str]:
        """Gives the addresses of the pages that the device keeps, the latest first."""
        found: list[dict[str, str]] = self.ask("pages")
        return [page["path"] for page in found]

    def waiting(self) -> list[Any]:
        """Gives what waits to be sent."""
        found: list[Any] = self.ask("outbox")
        return found

    def ask(self, what: str) -> Any:
        """Asks the worker, as the pages do."""
        return self.page.evaluate(
            """what => new Promise(done => {
                const line = new MessageChannel();
                line.port1.onmessage = ({data}) => done(data);
                navigator.serviceWorker.controller.postMessage({ask: what}, [line.port2]);
            })""",
            what,
        )

    def offline(self, away: bool = True) -> None:
        """Takes the network away, or gives it back."""
        self.context.set_offline(away)


@pytest.fixture(scope="session")
def browsers() -> Iterator[dict[bool, Chromium]]:
    """A whole Chromium, and one that shows no notifications and tells no worker when a connection is back."""
    if chromium.missing():
        pytest.fail(chromium.missing())
    with chromium.running(whole=True) as whole, chromium.running() as shell:
        yield {True: whole, False: shell}


@pytest.fixture
def device(app: Portal, address: str, browsers: dict[bool, Chromium]) -> Iterator[Callable[..., Device]]:
    """Gives a device: `device(width=390, language="de", whole=False)`."""
    opened: list[BrowserContext] = []

    def make(*, width: int = 1360, language: str = "en", whole: bool = True) -> Device:
        context = browsers[whole].new_context(
            viewport={"width": width, "height": 900}, locale="de-DE" if language == "de" else "en-GB"
        )
        context.set_default_timeout(8000)
        opened.append(context)
        return Device(app, context, address)

    yield make
    for context in opened:
        context.close()
