"""What a browser does with a push, and what it does when somebody signs out."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_user
from tests.offline.conftest import Device, address, browsers, device  # noqa: F401  (fixtures)

# Flask-SocketIO serves a connection in a thread that may find the page gone already.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")]
SHOWN = (
    "navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.map(n => [n.title, n.body, n.tag]))"
)


def push(on: Device, data: str) -> None:
    """Hands a message to the worker, as the browser does when a push service has delivered it."""
    line = on.context.new_cdp_session(on.page)
    found: list[dict[str, Any]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    for _ in range(60):
        if found:
            break
        on.page.wait_for_timeout(50)
    told = {"origin": on.address, "registrationId": found[-1]["registrationId"], "data": data}
    line.send("ServiceWorker.deliverPushMessage", told)


def test_a_push_is_shown_and_a_repeat_takes_its_place(device: Callable[..., Device]) -> None:  # noqa: F811
    on = device().sign_in(make_user("Ann Probst"))
    on.context.grant_permissions(["notifications"], origin=on.address)
    on.go("/home")
    said = '{"title": "Foyer", "body": "There is something new for you.", "url": "/notifications", "tag": "a1"}'
    push(on, said)
    on.until(f"{SHOWN}.then(all => all.length === 1)")
    push(on, said)
    push(on, said.replace('"a1"', '"a2"'))  # when this is shown, the one before is too
    shown = [["Foyer", "There is something new for you.", tag] for tag in ("a1", "a2")]
    on.until(
        f"{SHOWN}.then(all => JSON.stringify(all.sort()) === {json.dumps(json.dumps(shown, separators=(',', ':')))})"
    )


def test_the_page_offers_it_only_where_it_can_be_had(device: Callable[..., Device]) -> None:  # noqa: F811
    on = device(width=320).sign_in(make_user("Ann Probst"))
    page = on.go("/notifications/devices")
    expect(page.locator("main")).to_contain_text("Push is not available")
    expect(page.locator("[data-push]")).to_have_count(0)
    assert on.complaints == []
