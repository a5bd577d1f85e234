"""A passkey in a real browser with an authenticator of its own: made, and offered when one signs in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.auth.test_passkeys import ann
from tests.offline.conftest import Device, address, browsers, device  # noqa: F401  (fixtures)


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    ("language", "make", "used"),
    [("en", "Make a passkey", "last used on"), ("de", "Passkey anlegen", "zuletzt benutzt am")],
)
def test_a_passkey_is_made_and_signs_in_among_the_suggestions(
    device: Callable[..., Device],  # noqa: F811
    language: str,
    make: str,
    used: str,
) -> None:
    on = device(language=language)
    on.address = on.address.replace("127.0.0.1", "localhost")
    line = on.context.new_cdp_session(on.page)
    line.send("WebAuthn.enable", {"enableUI": False})
    how = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": how | more})
    on.sign_in(ann(language))
    page = on.page
    page.goto(on.address + "/settings/security", wait_until="load")
    page.fill("input[name=name]", "My phone")
    page.click(f"text={make}")
    expect(page.locator("main")).to_contain_text("My phone")
    page.goto(on.address + "/home", wait_until="load")
    on.context.clear_cookies()
    page.goto(on.address + "/login?next=/settings/security", wait_until="load")
    page.wait_for_url("**/settings/security")  # the browser offers it by itself, and its owner is there
    expect(page.locator("main")).to_contain_text(used)
    assert on.complaints == []
