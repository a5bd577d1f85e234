"""A letter in a real browser with an authenticator: its owner comes in with a passkey, and is known by it."""

from collections.abc import Callable

import pytest

from auth.letters.actions import print_letters
from portal.core import db
from tests.factories import actor, make_user
from tests.offline.conftest import Device, address, browsers, device  # noqa: F401  (fixtures)

HOW = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("language", "button"), [("en", "Make a passkey"), ("de", "Passkey anlegen")])
def test_a_letter_leads_to_a_passkey(device: Callable[..., Device], language: str, button: str) -> None:  # noqa: F811
    hr, ben = make_user("Hedda", roles=("hr-admin",)), make_user("Ben Krause", language=language)
    code = print_letters(actor(hr), [ben.id], days=30)[0].code
    db.commit()
    on = device()
    on.address = on.address.replace("127.0.0.1", "localhost")
    line = on.context.new_cdp_session(on.page)
    line.send("WebAuthn.enable", {"enableUI": False})
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": HOW | more})
    page = on.page
    page.goto(f"{on.address}/sign-in/code/{code}", wait_until="load")
    page.click(f"text={button}")
    page.wait_for_url("**/home")
    page.goto("about:blank")  # what the page still asks for is asked before the session is gone
    on.context.clear_cookies()
    page.goto(on.address + "/login?next=/settings/security", wait_until="load")
    page.wait_for_url("**/settings/security")
    assert on.complaints == []
