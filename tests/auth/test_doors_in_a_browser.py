"""Every door in a real browser, in both languages, with and without JavaScript; the providers are other sites."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from auth.accounts import create_local_account
from auth.credentials import pins, totp
from auth.letters.actions import print_letters
from auth.providers import store
from portal.core import clock, db
from tests.auth.doors import configured
from tests.auth.test_active_directory import settings as active_directory
from tests.auth.test_ldap_pages import keep
from tests.browser.conftest import browser, visiting  # noqa: F401  (a fixture)
from tests.counterparts import openid, openldap, samba, saml
from tests.counterparts.company import company, password
from tests.factories import actor, make_user
from tests.serving import serving

_MISSING = openid.missing() or saml.missing() or openldap.missing()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "there"),
]
STAFF = company(openldap.SHARED_PEOPLE).people[1]
SECRET = "the winch turns slowly"
DEVICE, PIN = totp.new_secret(), "480273"
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
    otto = create_local_account(email="otto@here.example", name="Otto Rahn", password=SECRET)
    earlier = pyotp.TOTP(DEVICE).at(clock.now() - timedelta(seconds=totp.STEP))
    totp.turn_on(otto, DEVICE, earlier, app.settings.secret_key)
    pins.set_pin(make_user("Juri Blum"), PIN, names=())
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


def with_a_code(page: Page, login: str, secret: str) -> None:
    """The same, and then a code of the device."""
    by_name(page, login, secret)
    page.locator("[name=code]").fill(pyotp.TOTP(DEVICE).now())
    page.locator("[name=code]").press("Enter")


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
        pytest.param(with_a_code, "otto@here.example", SECRET, id="a password and a code"),
        pytest.param(by_name, "juri.blum", PIN, id="a PIN"),
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


@pytest.mark.slow
@pytest.mark.skipif(bool(samba.missing()), reason=samba.missing() or "there")
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_door_of_an_active_directory_opens_in_both_languages(
    app,
    committed,
    browser: Browser,  # noqa: F811
    language: str,
) -> None:
    domain, ann = samba.server(), samba.COMPANY.people[1]
    told = active_directory(domain).model_dump(exclude={"bind_password"})
    told |= {"label": "Nordlicht", "domains": ["corp.example"], "is_on": True}
    store.keep("corp", "ldap", told, {"bind_password": samba.SYNC_SECRET})
    db.session.commit()
    with serving(app) as address, visiting(address, browser) as visit:
        somebody = visit(language=language)
        page = somebody.go("/login?next=/people/following")
        by_name(page, ann.mail, "not the password")
        wrong = {"de": "Name und Passwort passen nicht zusammen.", "en": "Name and password do not belong together."}
        expect(page.locator("main")).to_contain_text(wrong[language])
        page.locator("[name=password]").fill(ann.password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{address}/people/following")
        assert [said for said in somebody.complaints if "422" not in said] == []


@pytest.mark.parametrize(("language", "come_in"), [("de", "Anmelden"), ("en", "Come in")])
def test_a_letter_leads_to_a_pin_in_both_languages(
    portal: str,
    browser: Browser,  # noqa: F811
    language: str,
    come_in: str,
) -> None:
    hr, ben = make_user("Hedda", roles=("hr-admin",)), make_user("Ben Krause", language=language)
    code = print_letters(actor(hr), [ben.id], days=30)[0].code
    db.commit()
    with visiting(portal, browser) as visit:
        somebody = visit(language=language)
        page = somebody.go("/sign-in/code")
        page.locator("[name=code]").fill(code.lower())
        page.locator("[name=code]").press("Enter")
        page.locator("[name=pin]").fill("730482")
        page.locator("[name=pin_again]").fill("730482")
        page.get_by_role("button", name=come_in).click()
        page.wait_for_url(f"{portal}/home")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert somebody.complaints == []
