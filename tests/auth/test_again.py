"""Acts of power ask once more who it is, and then go on with what was typed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from auth import accounts, again
from auth.audience import actor_for
from auth.models import Session, User
from portal.core import clock, db
from tests.browser_client import Browser
from tests.factories import make_user

PASSWORD = "correct horse battery"
GRANT = {"person": "Ann", "role": "editor", "unit": "", "last_day": "", "reason": "Writes the news"}


@pytest.fixture
def admin(app) -> User:
    found = accounts.create_local_account(
        email="ida@nordlicht.example", name="Ida Admin", password=PASSWORD, roles=("it-admin",)
    )
    found.language = "en"
    db.commit()
    return found


@pytest.fixture
def stale(admin: User, as_) -> Browser:
    """A browser whose sign-in was an hour ago."""
    browser = as_(admin)
    db.session.execute(update(Session).values(created_at=clock.now() - timedelta(hours=1)))
    db.session.commit()
    return browser


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def test_a_fresh_sign_in_acts_at_once(admin: User, as_) -> None:
    ann = make_user("Ann")
    assert as_(admin).post("/admin/roles", GRANT).status_code == 303
    assert actor_for(ann.id).has("editor")


def test_an_old_sign_in_is_asked_and_goes_on_with_what_was_typed(stale: Browser) -> None:
    ann = make_user("Ann")
    asked = stale.post("/admin/roles", GRANT)
    assert asked.status_code == 403
    assert not actor_for(ann.id).roles
    resume = field(asked.get_data(as_text=True), "resume")
    wrong = stale.post("/confirm", {"password": "wrong", "resume": resume})
    assert wrong.status_code == 422
    assert field(wrong.get_data(as_text=True), "resume") == resume
    right = stale.post("/confirm", {"password": PASSWORD, "resume": resume})
    page = right.get_data(as_text=True)
    assert right.status_code == 200
    assert 'action="/admin/roles"' in page
    typed = {name: field(page, name) for name in GRANT}
    assert typed == GRANT
    assert stale.post("/admin/roles", typed).status_code == 303
    assert actor_for(ann.id).has("editor")


def test_the_address_that_was_wanted_follows_the_proof(stale: Browser) -> None:
    asked = stale.get("/admin/audit.csv?act=RoleGranted")
    assert asked.location == "/confirm?next=/admin/audit.csv?act%3DRoleGranted"
    assert stale.get(asked.location).status_code == 200
    answer = stale.post("/confirm", {"password": PASSWORD, "next": "/admin/audit.csv?act=RoleGranted"})
    assert answer.location == "/admin/audit.csv?act=RoleGranted"
    assert stale.get(answer.location).mimetype == "text/csv"
    away = stale.post("/confirm", {"password": PASSWORD, "next": "//evil.example"})
    assert away.location == "/home"


def test_the_password_never_travels_with_what_was_typed(stale: Browser) -> None:
    page = stale.post("/admin/roles", GRANT | {"password": "typed by mistake"}).get_data(as_text=True)
    resumed = stale.post("/confirm", {"password": PASSWORD, "resume": field(page, "resume")})
    assert "typed by mistake" not in resumed.get_data(as_text=True)


def test_a_persona_of_the_demo_goes_on_with_a_click_and_nobody_else_does(app, as_) -> None:
    jana = as_(make_user("Jana", persona="it-admin", roles=("it-admin",)))
    ben = as_(make_user("Ben"))
    assert jana.post("/confirm", {"persona": "yes", "next": "/admin/roles"}).location == "/admin/roles"
    assert ben.post("/confirm", {"persona": "yes"}).status_code == 422


def test_doors_of_providers_are_offered(stale: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "_doors", [])
    again.offer_doors(lambda user: [again.Door(f"With the company account of {user.name}", "/login/entra")])
    page = stale.get("/confirm?next=/admin/roles").get_data(as_text=True)
    assert "With the company account of Ida Admin" in page
    assert 'action="/login/entra"' in page


def test_a_program_that_asks_for_a_step_with_power_reads_why_not(stale: Browser) -> None:
    answer = stale.client.get("/admin/audit.csv", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
