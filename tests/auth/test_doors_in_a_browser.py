"""Every door in a real browser, in both languages, with and without JavaScript; the providers are other sites."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from auth.accounts import create_local_account
from portal.core import db
from tests.auth.doors import configured
from tests.auth.test_ldap_pages import keep
from tests.browser.conftest import browser, visiting  # noqa: F401  (a fixture)
from tests.counterparts import openid, openldap, saml
from tests.counterparts.company import company, password
from tests.serving import serving

_MISSING = openid.missing() or saml.missing() or openldap.missing()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "there"),
]
STAFF = company(openldap.SHARED_PEOPLE).people[1]
SECRET = "the winch turns slowly"
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
    """The portal on a port of the loopback, with all doors; gives its address."""
    create_local_account(email="lena@here.example", name="Lena Vogt", password=SECRET)
    db.session.commit()
    keep(openldap.server())
    pair = saml.folder() / "cert"
    certificate, key = (pair / "portal.crt").read_text(), (pair / "portal.key").read_text()
    text = DOORS.format(issuer=openid.issuer(), metadata=saml.metadata(), certificate=certificate, key=key)
    inside = f"{urlsplit(openid.issuer()).netloc} {urlsplit(saml.address()).netloc}"
    openid.control(fault="", rotated=False)
    with serving(app) as address, configured(app, tmp_path, text, inside=inside):
        saml.know(address)
        yield address


def by_name(page: Page, login: str, secret: str) -> None:
    """Says who it is first; the portal asks for the password where it is to be checked here."""
    page.locator("[name=email]").fill(login)
    page.locator("[name=email]").press("Enter")
    page.locator("[name=password]").fill(secret)
    page.locator("[name=password]").press("Enter")


def elsewhere(page: Page, login: str, secret: str) -> None:
    """The domain of the address leads to a page of the OpenID provider."""
    page.locator("[name=email]").fill(login)
    page.locator("[name=email]").press("Enter")
    page.get_by_label("Password").fill(secret)
    page.get_by_role("button", name="Sign in").click()


def by_button(page: Page, login: str, secret: str) -> None:
    """A button leads to a page of the SAML provider."""
    page.get_by_role("button", name="Company account").click()
    page.locator("input[name=username]").fill(login)
    page.locator("input[name=password]").fill(secret)
    page.locator("input[name=password]").press("Enter")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("enter", "login", "secret"),
    [
        pytest.param(by_name, "lena@here.example", SECRET, id="a password of the portal"),
        pytest.param(by_name, STAFF.mail, password(STAFF.login), id="a directory"),
        pytest.param(elsewhere, "juergen@nord.example", "Pw-juergen", id="OpenID Connect"),
        pytest.param(by_button, "ann", "Pw-ann", id="SAML"),
    ],
)
def test_every_door_opens_in_both_languages(
    portal: str,
    browser: Browser,  # noqa: F811
    enter: Callable[[Page, str, str], None],
    login: str,
    secret: str,
    language: str,
) -> None:
    with visiting(portal, browser) as visit:
        somebody = visit(language=language)
        page = somebody.go("/login?next=/people/following")
        expect(page.locator("html")).to_have_attribute("lang", language)
        enter(page, login, secret)
        page.wait_for_url(f"{portal}/people/following")  # in the language that the account has
        assert somebody.complaints == []


def test_the_door_of_the_mail_domain_opens_without_scripts(portal: str, browser: Browser) -> None:  # noqa: F811
    with visiting(portal, browser) as visit:
        page = visit(language="de", java_script_enabled=False).go("/login?next=/people/following")
        page.get_by_label("E-Mail-Adresse, Kontoname oder Personalnummer").fill("juergen@nord.example")
        page.get_by_role("button", name="Weiter").click()
        page.get_by_label("Password").fill("Pw-juergen")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{portal}/people/following")
