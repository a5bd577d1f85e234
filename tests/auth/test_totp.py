"""Codes of a device: set up, asked for after the password, each good once; codes on paper for when it is lost."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from auth import accounts
from auth.credentials import totp
from auth.credentials.models import Totp
from auth.models import User
from auth.providers import store
from portal.audit import Entry
from portal.core import clock, db
from tests.auth.test_sign_in import token
from tests.factories import make_user

MAIL, RIGHT = "ann@nordlicht.example", "correct horse battery"


@pytest.fixture
def ann(app) -> User:
    clock.freeze(clock.now())
    found = accounts.create_local_account(email=MAIL, name="Ann Probst", password=RIGHT)
    found.language = "en"
    db.commit()
    return found


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def code(secret: str, off: int = 0) -> str:
    """The code of a device whose clock is off by so many seconds."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=off))


def set_up(browser) -> tuple[str, list[str]]:
    page = browser.post("/settings/security/totp/secret").get_data(as_text=True)
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    wrong = browser.post("/settings/security/totp", {"code": "000000", "sealed": field(page, "sealed")})
    assert wrong.status_code == 422
    assert found[1] in wrong.get_data(as_text=True)
    done = browser.post("/settings/security/totp", {"code": code(found[1]), "sealed": field(page, "sealed")})
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", done.get_data(as_text=True))
    clock.freeze(clock.now() + timedelta(seconds=60))
    return found[1], codes


def password(client) -> str:
    sent = {"email": MAIL, "password": RIGHT, "csrf_token": token(client), "next": "/groups"}
    return client.post("/login", data=sent).get_data(as_text=True)


def answer(client, page: str, said: str):
    sent = {name: field(page, name) for name in ("token", "next", "csrf_token")}
    return client.post("/login/code", data=sent | {"code": said})


def test_after_the_password_the_code_is_asked_and_each_is_good_once(ann: User, as_, app) -> None:
    secret, _codes = set_up(as_(ann))
    client = app.test_client()
    page = password(client)
    assert client.get("/settings/security").status_code == 303
    assert answer(client, page, "123456").status_code == 422
    right = code(secret)
    assert answer(client, page, right).location == "/groups"
    assert client.get("/settings/security").status_code == 200
    other = app.test_client()
    assert answer(other, password(other), right).status_code == 422


def test_a_code_on_paper_opens_once(ann: User, as_, app) -> None:
    _secret, codes = set_up(as_(ann))
    assert len(codes) == totp.RECOVERY_CODES
    first, second = app.test_client(), app.test_client()
    assert answer(first, password(first), codes[0].upper()).status_code == 303
    assert answer(second, password(second), codes[0]).status_code == 422
    assert totp.recovery_codes_left(db.session.get(User, ann.id)) == totp.RECOVERY_CODES - 1


def test_the_secret_is_sealed_and_of_no_use_with_another_key(ann: User, as_, app) -> None:
    secret, _codes = set_up(as_(ann))
    row = db.session.query(Totp).one()
    assert secret not in row.sealed
    assert not totp.is_right(ann, code(secret), "another key of the installation")


def test_wrong_codes_make_one_wait_and_a_made_up_token_leads_back(ann: User, as_, app) -> None:
    set_up(as_(ann))
    client = app.test_client()
    page = password(client)
    assert [answer(client, page, "000000").status_code for _ in range(6)] == [422] * 5 + [429]
    made_up = client.post("/login/code", data={"token": "x.y.z", "code": "123456", "csrf_token": token(client)})
    assert "took too long" in made_up.text or "zu lange" in made_up.text
    assert 'name="email"' in made_up.text


@pytest.mark.parametrize(
    ("code_of", "cause"),
    [
        (lambda secret: code(secret, -600), "the clock of the device is off by 10 minutes"),
        (lambda secret: code(secret, 600), "the clock of the device is off by 10 minutes"),
        (code, "a code that was used before"),
        (lambda secret: "abcdef", "wrong code"),
    ],
    ids=["slow", "fast", "used", "wrong"],
)
def test_administrators_read_why_a_code_was_refused(ann: User, as_, app, code_of, cause: str) -> None:
    clock.freeze(clock.now())
    secret, _codes = set_up(as_(ann))
    client = app.test_client()
    if cause.startswith("a code that was"):
        assert answer(client, password(client), code(secret)).status_code == 303
        client = app.test_client()
    refused = answer(client, password(client), code_of(secret))
    assert refused.status_code == 422
    assert cause not in refused.get_data(as_text=True)
    assert cause in store.faults()[""][0].cause


def test_codes_are_renewed_and_turned_off(ann: User, as_, app) -> None:
    browser = as_(ann)
    _secret, codes = set_up(browser)
    renewed = browser.post("/settings/security/recovery-codes").get_data(as_text=True)
    assert codes[0] not in renewed
    assert browser.delete("/settings/security/totp").status_code == 303
    client = app.test_client()
    password(client)
    assert client.get("/settings/security").status_code == 200


def test_a_secret_made_for_somebody_else_is_refused(ann: User, as_) -> None:
    page = as_(ann).post("/settings/security/totp/secret").get_data(as_text=True)
    ben = accounts.create_local_account(email="ben@nordlicht.example", name="Ben", password="gelber Zug im Nebel")
    db.commit()
    sent = {"code": "123456", "sealed": field(page, "sealed")}
    assert as_(ben).post("/settings/security/totp", sent).status_code == 403


def test_it_turns_codes_off_for_somebody_who_has_lost_the_device(ann: User, as_, app) -> None:
    browser = as_(ann)
    set_up(browser)
    it, hr = as_(make_user("Ida", roles=("it-admin",), language="en")), as_(make_user("Hanna", roles=("hr-admin",)))
    path = f"/admin/people/{ann.id}"
    assert "Turn codes off" in it.get(path).get_data(as_text=True)
    assert f"{path}/codes" not in hr.get(path).get_data(as_text=True)
    assert hr.delete(f"{path}/codes").status_code == 403
    assert browser.delete(f"{path}/codes").status_code == 403
    assert it.delete(f"{path}/codes").status_code == 303
    assert it.delete(f"{path}/codes").status_code == 409
    assert browser.get("/settings/security").status_code == 303
    client = app.test_client()
    password(client)
    assert client.get("/settings/security").status_code == 200
    told = db.session.scalars(select(Entry).where(Entry.event == "CodesTurnedOff")).one()
    assert (told.actor_id, told.subject_id) == (it.user.id, ann.id)
