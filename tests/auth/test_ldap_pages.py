"""People sign in on the page with what the directory knows of them; a directory that hangs holds up nobody else."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from auth import accounts
from auth.credentials import hashing, totp
from auth.models import Identity, User
from auth.providers import store
from auth.providers.models import ProviderFault
from portal.core import clock, db
from portal.core.web import Portal
from tests.auth.directories import forget_rests, settings
from tests.auth.doors import csrf, is_fresh, is_in, make_stale
from tests.counterparts import openldap
from tests.counterparts.company import company, password
from tests.counterparts.openldap import Directory
from tests.factories import make_user

from .test_sign_in import token
from .test_totp import field

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.skipif(bool(openldap.missing()), reason=openldap.missing()),
]
ANN = company(openldap.SHARED_PEOPLE).people[1]


def keep(directory: Directory, **changed: Any) -> None:
    """Sets the directory up as the provider of its domain, as the page for administrators does."""
    given = settings(directory, **changed).model_dump(exclude={"bind_password"})
    told = given | {"label": "Nordlicht", "domains": ["corp.example"], "is_on": True}
    store.keep("corp", "ldap", told, {"bind_password": openldap.SYNC_SECRET})
    db.session.commit()


@pytest.fixture
def directory(app: Portal) -> Directory:
    found = openldap.server()
    keep(found)
    return found


def attempt(client: FlaskClient, login: str, secret: str) -> Any:
    return client.post("/login", data={"email": login, "password": secret, "csrf_token": token(client)})


def test_whoever_signs_in_first_gets_an_account_and_the_same_one_ever_after(
    directory: Directory, client: FlaskClient, app: Portal
) -> None:
    for login in (ANN.mail, ANN.login):
        assert attempt(app.test_client(), login, ANN.password).status_code == 303
    (user,) = db.session.scalars(select(User).join(Identity).where(Identity.subject == ANN.id)).all()
    assert (user.name, user.email, user.source) == (ANN.name, ANN.mail, "corp")
    assert store.uses().keys() == {"corp"}
    assert attempt(client, ANN.mail, ANN.password).location == "/home"


def test_a_wrong_a_locked_and_an_unknown_one_see_the_same_page(directory: Directory, app: Portal) -> None:
    told = set()
    for login, secret in ((ANN.mail, "wrong"), ("locked@corp.example", password("locked")), ("who@corp.example", "x")):
        answer = attempt(app.test_client(), login, secret)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert "cn=" not in page
        told.add(page.count("passen nicht zusammen"))
    assert told == {1}


def test_administrators_read_the_exact_cause_of_each_refusal(directory: Directory, app: Portal, as_: Any) -> None:
    it = as_(make_user("Ida", roles=("it-admin",), language="en"))
    for login, secret, cause in (
        (ANN.mail, "not-hers-9", "Invalid credentials"),
        ("locked@corp.example", password("locked"), "locked"),
        ("who@corp.example", "of-nobody-9", "knows no"),
    ):
        attempt(app.test_client(), login, secret)
        for page in ("/admin/health", "/admin/sign-in"):
            told = it.get(page).get_data(as_text=True)
            assert "Wrong name or password" in told
            assert cause in told, (page, login)
            assert secret not in told


def test_every_refusal_compares_one_hash_and_a_password_that_the_directory_knows_none(
    directory: Directory, app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.create_local_account(email="kim@here.example", name="Kim Brandt", password="gelber Zug im Nebel")
    db.session.commit()
    compared: list[str] = []
    fits = hashing.fits
    monkeypatch.setattr(hashing, "fits", lambda kept, secret: bool(compared.append(secret)) or fits(kept, secret))
    for login in (ANN.mail, "who@corp.example", "kim@here.example", "who@here.example", "who"):
        assert attempt(app.test_client(), login, f"not {login}").status_code == 422
        assert compared.pop() == f"not {login}"
        assert not compared
    assert attempt(app.test_client(), ANN.mail, ANN.password).status_code == 303
    assert not compared


def test_an_account_that_asks_for_codes_asks_whoever_knows_its_password(
    directory: Directory, client: FlaskClient, app: Portal
) -> None:
    attempt(client, ANN.mail, ANN.password)
    (user,) = db.session.scalars(select(User).join(Identity).where(Identity.subject == ANN.id)).all()
    secret = totp.new_secret()
    totp.turn_on(user, secret, pyotp.TOTP(secret).at(clock.now()), app.settings.secret_key)
    db.session.commit()
    other = app.test_client()
    asked = attempt(other, ANN.mail, ANN.password)
    assert (asked.status_code, is_in(other)) == (200, False)
    sent = {name: field(asked.get_data(as_text=True), name) for name in ("token", "csrf_token")}
    later = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
    assert other.post("/login/code", data=sent | {"code": later}).status_code == 303
    assert is_in(other)


def test_acts_of_power_ask_for_the_password_that_the_directory_knows(directory: Directory, client: FlaskClient) -> None:
    attempt(client, ANN.mail, ANN.password)
    make_stale()
    sent = {"csrf_token": csrf(client, "/confirm"), "next": "/groups"}
    wrong = client.post("/confirm", data=sent | {"email": ANN.mail, "password": "wrong"})
    assert wrong.status_code == 422
    other = company(openldap.SHARED_PEOPLE).people[2]
    assert client.post("/confirm", data=sent | {"email": other.mail, "password": other.password}).status_code == 422
    assert not is_fresh(client)
    right = client.post("/confirm", data=sent | {"email": ANN.mail, "password": ANN.password})
    assert right.location == "/groups"
    assert is_fresh(client)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Directory]:
    with openldap.running(tmp_path) as running:
        yield running
    forget_rests()


def test_a_directory_that_is_down_is_said_to_be_so(own: Directory, client: FlaskClient, app: Portal) -> None:
    keep(own, connect_seconds=0.5)
    own.signal(9)
    answer = attempt(client, ANN.mail, ANN.password)
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.get_data(as_text=True)
    assert "127.0.0.1" not in answer.get_data(as_text=True)
    typed = {"email": ANN.mail, "password": "x", "csrf_token": token(client), "resume": "what was typed"}
    assert 'name="resume" value="what was typed"' in client.post("/login", data=typed).get_data(as_text=True)
    fault = db.session.scalars(select(ProviderFault).where(ProviderFault.provider == "corp")).one()
    assert (fault.reason, own.url in fault.cause) == ("unreachable", True)


def test_a_directory_that_hangs_slows_nobody_who_is_signed_in(
    committed: None, own: Directory, app: Portal, as_: Any
) -> None:
    keep(own, connect_seconds=2, answer_seconds=2)
    browser = as_(make_user("Ben"))
    browser.get("/home")
    with own.frozen():
        waiting = [threading.Thread(target=attempt, args=(app.test_client(), ANN.mail, "x")) for _ in range(3)]
        for one in waiting:
            one.start()
        time.sleep(0.4)
        begun = time.monotonic()
        read = browser.get("/home")
        written = browser.post("/theme", {"value": "dark"})
        took = time.monotonic() - begun
        were_waiting = [one.is_alive() for one in waiting]
        for one in waiting:
            one.join()
    assert (read.status_code, written.status_code) == (200, 303)
    assert were_waiting == [True] * 3
    assert took < 1.2


def test_it_sets_a_directory_up_on_the_page_and_has_it_tested(app: Portal, as_: Any, client: FlaskClient) -> None:
    it = as_(make_user("Ida", roles=("it-admin",), language="en"))
    given = settings(openldap.server()).model_dump(exclude={"bind_password"})
    typed = {name: "yes" if value is True else str(value) for name, value in given.items()}
    typed |= {"key": "corp", "label": "Nordlicht", "domains": "corp.example", "makes_accounts": "yes"}
    assert it.post("/admin/sign-in/new/ldap", typed | {"bind_password": ""}).status_code == 422
    made = it.post("/admin/sign-in/new/ldap", typed | {"bind_password": openldap.SYNC_SECRET})
    assert made.status_code == 303, made.text
    assert it.put("/admin/sign-in/corp/switch").status_code == 303
    tested = it.post("/admin/sign-in/corp/test").get_data(as_text=True)
    for step in ("reach the server", "encryption and certificate", "reading account", "Base of the tree", "People"):
        assert step in tested
    assert openldap.SYNC_SECRET not in tested
    assert attempt(client, ANN.mail, ANN.password).status_code == 303
