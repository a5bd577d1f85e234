"""From the form of a directory to people who sign in, and out again: the whole way of IT, in German, in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from auth.accounts import create_local_account
from auth.models import User
from portal.core import db, jobs
from portal.core.web import Portal
from tests import accessible
from tests.auth.directories import settings
from tests.browser.conftest import browser, visiting  # noqa: F401  (a fixture)
from tests.counterparts import openldap
from tests.counterparts.company import company, password
from tests.provisioning.factories import said
from tests.serving import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing() or "there"),
]
PEOPLE = company(30)
GONE, KEPT = PEOPLE.people[29], PEOPLE.people[28]
SECRET = "the winch turns slowly"


@pytest.fixture
def address(app: Portal, committed: None) -> Iterator[str]:
    """The portal on a port of the loopback, with somebody of IT who has a password."""
    said.clear()  # a test before may have had a source of the same name say something
    create_local_account(email="ida@nordlicht.example", name="Ida IT", password=SECRET, roles=("it-admin",))
    db.session.commit()
    with serving(app) as url:
        yield url


def _sign_in(page: Page, login: str, secret: str) -> None:
    page.locator("[name=email]").fill(login)
    if not page.locator("[name=password]").count():  # a provider asks for the name first
        page.locator("[name=email]").press("Enter")
    page.locator("[name=password]").fill(secret)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/home")


def _set_up(page: Page, directory: openldap.Directory) -> None:
    page.get_by_role("link", name="LDAP").click()
    given = settings(directory, people_base=openldap.PEOPLE)
    for name, value in {"key": "corp", "label": "Nordlicht", "domains": "corp.example"}.items():
        page.locator(f"[name={name}]").fill(value)
    for name in ("urls", "base", "bind_dn", "ca_file", "people_base"):
        page.locator(f"[name={name}]").fill(getattr(given, name))
    page.locator("[name=bind_password]").fill(openldap.SYNC_SECRET)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Abbrechen").click()
    page.get_by_role("button", name="Nordlicht testen").click()
    expect(page.get_by_text("falsch", exact=True)).to_have_count(0)
    page.go_back()
    page.get_by_role("button", name="Nordlicht einschalten").click()


def _read(page: Page) -> None:
    page.get_by_role("button", name=re.compile("jetzt einlesen", re.IGNORECASE)).click()
    page.wait_for_url("**/admin/sync/*")
    jobs.run_all()
    page.reload()
    assert accessible.faults(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.tablewrap'))")
    page.set_viewport_size({"width": 1360, "height": 900})


def _carry_out(page: Page) -> None:
    page.get_by_role("link", name="Übernehmen …").click()
    dialog = page.get_by_role("dialog", name="Änderungen übernehmen?")
    expect(dialog).to_be_visible()
    assert accessible.faults(page) == []
    for box in dialog.get_by_role("checkbox").all():
        box.check()
    dialog.get_by_role("button", name="Jetzt übernehmen").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    jobs.run_all()
    expect(page.get_by_role("link", name="Diesen und alle späteren")).to_be_visible()  # the page looks again by itself


def test_a_directory_brings_people_who_sign_in_and_takes_a_leaver_away(
    address: str,
    browser: Browser,  # noqa: F811
    tmp_path: Path,
) -> None:
    with openldap.running(tmp_path, PEOPLE) as directory, visiting(address, browser) as visit:
        ida = visit(language="de")
        page = ida.go("/login?next=/home")
        _sign_in(page, "ida@nordlicht.example", SECRET)
        ida.go("/admin/sign-in")
        _set_up(page, directory)
        page.get_by_role("link", name="Auch Beschäftigte aus Nordlicht übernehmen").click()
        page.get_by_label("Uhrzeiten").fill("5 Uhr")
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_label("Uhrzeiten")).to_have_attribute("aria-invalid", "true")
        assert accessible.faults(page) == []
        ida.complaints.clear()  # a browser complains of every form that is refused
        page.get_by_label("Uhrzeiten").fill("05:30 12:00")
        page.get_by_role("button", name="Speichern").click()
        _read(page)
        _carry_out(page)

        leaver = visit(language="de", width=390, theme="dark")
        _sign_in(leaver.go("/login?next=/home"), GONE.mail, password(GONE.login))
        with directory.administration() as connection:
            connection.delete_s(openldap.name_of(GONE))
        ida.go("/admin/sync")
        assert accessible.faults(page) == []
        _read(page)
        expect(page.get_by_role("row").filter(has_text=GONE.name)).to_contain_text("Sofort abgemeldet")
        _carry_out(page)
        leaver.go("/groups")
        expect(leaver.page).to_have_url(f"{address}/login?next=/groups")
        assert db.session.scalar(select(User.is_active).where(User.email == KEPT.mail))
        assert [*ida.complaints, *leaver.complaints] == []
