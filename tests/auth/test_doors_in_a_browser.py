"""Both doors in a real browser, in both languages, with and without JavaScript; the providers are another site."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.auth.doors import configured
from tests.browser.conftest import browser, visiting  # noqa: F401  (a fixture)
from tests.counterparts import openid, saml
from tests.factories import make_user
from tests.serving import serving

_MISSING = openid.missing() or saml.missing()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "there"),
]
DOORS = """
[op]
kind = "oidc"
label = "Nordlicht-Konto"
domains = ["nord.example"]
issuer = "{issuer}"
client_id = "portal"
client_secret = "portal-secret"

[idp]
kind = "saml"
label = "Company account"
metadata_url = "{metadata}"
certificate = '''{certificate}'''
private_key = '''{key}'''
"""


@pytest.fixture
def portal(app, committed, tmp_path) -> Iterator[str]:
    """The portal on a port of the loopback, with both doors; gives its address."""
    make_user("Somebody else")
    pair = saml.folder() / "cert"
    certificate, key = (pair / "portal.crt").read_text(), (pair / "portal.key").read_text()
    text = DOORS.format(issuer=openid.issuer(), metadata=saml.metadata(), certificate=certificate, key=key)
    inside = f"{urlsplit(openid.issuer()).netloc} {urlsplit(saml.address()).netloc}"
    openid.control(fault="", rotated=False)
    with serving(app) as address, configured(app, tmp_path, text, inside=inside):
        saml.know(address)
        yield address


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_door_of_the_mail_domain_in_german(portal: str, browser: Browser, has_scripts: bool) -> None:  # noqa: F811
    with visiting(portal, browser) as visit:
        juergen = visit(language="de", java_script_enabled=has_scripts)
        page = juergen.go("/login?next=/people/following")
        page.get_by_label("E-Mail-Adresse, Kontoname oder Personalnummer").fill("juergen@nord.example")
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Password").fill("Pw-juergen")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{portal}/people/following")
        expect(page.locator("html")).to_have_attribute("lang", "de")
        assert juergen.complaints == []


def test_the_door_of_a_button_in_english(portal: str, browser: Browser) -> None:  # noqa: F811
    with visiting(portal, browser) as visit:
        ann = visit(language="en")
        page = ann.go("/login")
        page.get_by_role("button", name="Sign in with Company account").click()
        page.locator("input[name=username]").fill("ann")
        page.locator("input[name=password]").fill("Pw-ann")
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"{portal}/home")
        expect(page.locator("html")).to_have_attribute("lang", "en")
