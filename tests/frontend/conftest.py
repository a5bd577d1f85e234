"""A stage: any template, drawn by the application for somebody signed in, in headless Chromium without a server."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import g, render_template_string
from flask_login import login_user
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route, WebSocketRoute

from auth import session
from auth.audience import actor_for
from auth.models import User
from portal.core import i18n
from portal.core.web import Portal
from portal.core.web.headers import POLICY
from tests.browser_client import Browser
from tests.counterparts import chromium
from tests.factories import make_user

NO_WORKER = "An unknown error occurred when fetching the script."  # a stage has no server to fetch the worker from
HOST = "http://foyer.localhost"
FRAME = (
    '{%% extends "layout/signed_in.html" %%}{%% block title %%}Stage{%% endblock %%}'
    "{%% block main %%}%s{%% endblock %%}"
)


class Socket:
    """The other end of Socket.IO: what the page said, and a way to nudge it."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self._line: WebSocketRoute | None = None

    def open(self, line: WebSocketRoute) -> None:
        """Shakes hands as Engine.IO and Socket.IO do."""
        self._line = line
        line.on_message(self._hear)
        line.send('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}')

    def nudge(self, **message: Any) -> None:
        """Tells the page that something changed."""
        assert self._line is not None, "the page has not connected"
        self._line.send("42" + json.dumps(["nudge", message]))

    def hears(self, page: Page, times: int) -> list[Any]:
        """Waits until the page has said so many things; gives them."""
        for _ in range(750):
            if len(self.said) >= times:
                return self.said
            page.wait_for_timeout(20)
        raise AssertionError(f"the page said {self.said}")

    def _hear(self, text: str | bytes) -> None:
        assert self._line is not None
        if text == "40":
            self._line.send('40{"sid":"s"}')
        elif isinstance(text, str) and text.startswith("42"):
            self.said.append(json.loads(text[2:]))


def until(page: Page, condition: str) -> None:
    """Waits until this is true in the page, which asks as the strict policy allows: not from the page's own scripts."""
    for _ in range(150):
        if page.evaluate(f"Boolean({condition})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true in the page: {condition}")


def rest(page: Page, milliseconds: int = 0) -> None:
    """Lets the page draw and run what it has put off by less than this: its own timers end in their order."""
    page.evaluate(
        "ms => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), ms))",
        milliseconds,
    )


def loaded(page: Page, name: str) -> None:
    """Waits until a module that comes when it is needed has come and has run."""
    page.evaluate("name => foyer.later(name).then(() => true)", name)


class Stage:
    """A page of our own making. `answers` says what addresses answer that the application does not have yet."""

    def __init__(self, app: Portal, user: User, context: BrowserContext) -> None:
        self.app = app
        self.user = user
        self.client = Browser(app, user)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.asked: list[tuple[str, str, str]] = []
        self.answers: dict[str, Callable[[], tuple[int, str]]] = {}
        self._drawn: dict[str, str] = {}
        self.socket = Socket()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.route("**/*", self._answer)
        self.page.route_web_socket("**/socket.io/**", self.socket.open)

    def awaits(self, path: str) -> None:
        """Waits until this address was asked, and for what follows at once."""
        for _ in range(750):
            if any(asked == path for _, asked, _ in self.asked):
                return rest(self.page)
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never asked: {path}")

    def received(self, path: str) -> list[str]:
        """Waits until something was sent to the address, and for what follows at once; gives the bodies."""
        self.awaits(path)
        return self.sent(path)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and message.text != NO_WORKER:
            self.complaints.append(message.text)

    def draw(self, source: str, **context: Any) -> str:
        """Draws a template for the one who is signed in."""
        with self.app.test_request_context("/stage"):
            login_user(session.SignedIn(actor_for(self.user.id), 0))
            i18n.use(self.user.language)
            g.csrf_token = "token"
            return render_template_string(source, **context)

    def show(self, main: str, *, frame: str = FRAME, path: str = "/stage", **context: Any) -> Page:
        """Opens a page with this in the middle."""
        self._drawn[path] = self.draw(frame % main if "%s" in frame else frame, **context)
        self.page.goto(HOST + path, wait_until="load")
        until(self.page, "window.foyer")
        return self.page

    def go(self, path: str) -> Page:
        """Opens a page of the application."""
        self.page.goto(HOST + path, wait_until="load")
        until(self.page, "window.foyer")
        return self.page

    def answer(self, path: str, body: str = "", status: int = 200) -> None:
        """Has an address answer with this."""
        self.answers[path] = lambda: (status, body)

    def fail(self, path: str) -> None:
        """Has the connection break when this address is asked."""
        self.answers[path] = lambda: (0, "")

    def hold(self, path: str) -> None:
        """Leaves this address without an answer."""
        self.answers[path] = lambda: (-1, "")

    def sent(self, path: str) -> list[str]:
        """Gives the bodies that were sent to the address."""
        return [body for method, asked, body in self.asked if asked == path and method != "GET"]

    def _answer(self, route: Route) -> None:
        request = route.request
        address = urlsplit(request.url)
        path = address.path
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        self.asked.append((request.method, path, (request.post_data_buffer or b"").decode("utf-8", "replace")))
        if path in self.answers:
            status, body = self.answers[path]()
            if status == 0:
                route.abort()
            elif status > 0:
                route.fulfill(status=status, body=body, headers=headers)
        elif path in self._drawn:
            route.fulfill(body=self._drawn[path], headers=headers)
        else:
            told = {name: value for name, value in request.headers.items() if name == "hx-request"}
            sent = (
                {}
                if request.method == "GET"
                else {"data": request.post_data_buffer, "content_type": request.headers.get("content-type")}
            )
            told |= {} if request.method == "GET" else {"X-CSRF-Token": self.client.token}
            url = path + (f"?{address.query}" if address.query else "")
            found = self.client.client.open(url, method=request.method, headers=told, **sent)
            route.fulfill(status=found.status_code, body=found.data, headers=dict(found.headers))


@pytest.fixture(scope="session")
def chromium_running() -> Iterator[Chromium]:
    """One Chromium for the whole run."""
    if chromium.missing():
        pytest.fail(chromium.missing())
    with chromium.running() as started:
        yield started


@pytest.fixture
def stage(app: Portal, chromium_running: Chromium) -> Iterator[Callable[..., Stage]]:
    """Gives a stage: `stage(width=390, theme="dark", language="de")`."""
    opened: list[BrowserContext] = []

    def make(
        *, width: int = 1360, theme: str = "light", language: str = "en", roles: tuple[str, ...] = (), **options: Any
    ) -> Stage:
        context = chromium_running.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="de-DE" if language == "de" else "en-GB",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(chromium.PATIENCE)
        opened.append(context)
        return Stage(app, make_user("Jana Hoffmann", language=language, roles=roles), context)

    yield make
    for context in opened:
        context.close()
