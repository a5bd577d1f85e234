"""Waits after wrong passwords: they grow and end, and a stranger's failures lock nobody out."""

import re
from datetime import timedelta

import pytest

from auth import accounts
from auth.account.views import known
from auth.credentials import lockout
from auth.credentials.lockout import Attempt
from portal.core import clock, db
from portal.core.errors import TooMany
from tests.auth.test_passwords import NEW, sent
from tests.auth.test_sign_in import token

MAIL = "ann@nordlicht.example"
RIGHT = "correct horse battery"


@pytest.fixture(autouse=True)
def _ann(app) -> None:
    accounts.create_local_account(email=MAIL, name="Ann", password=RIGHT)
    db.commit()


@pytest.fixture
def ann_link(client) -> str:
    """The address in the mail that Ann has asked for."""
    client.post("/password", data={"email": MAIL, "csrf_token": token(client)})
    found = re.search(r"http://\S+(/password/\S+)", sent()[0])
    assert found
    return found[1]


def try_(client, password: str, email: str = MAIL, address: str = "198.51.100.1") -> int:
    sent = {"email": email, "password": password, "csrf_token": token(client)}
    return client.post("/login", data=sent, environ_base={"REMOTE_ADDR": address}).status_code


def wait(minutes: float) -> None:
    clock.freeze(clock.now() + timedelta(minutes=minutes))


def test_five_failures_make_the_right_password_wait_and_time_lifts_it(client) -> None:
    clock.freeze(clock.now())
    assert [try_(client, "wrong") for _ in range(5)] == [422] * 5
    assert try_(client, RIGHT) == 429
    wait(1.1)
    assert try_(client, RIGHT) == 303


def test_waits_double_up_to_a_quarter_of_an_hour(app) -> None:
    clock.freeze(clock.now())
    stranger, waits = Attempt("nobody", "198.51.100.9"), []
    for _ in range(11):
        lockout.note_failure(stranger)
        try:
            lockout.refuse_if_waiting(stranger)
            waits.append(0)
        except TooMany as refusal:
            waits.append(round(refusal.retry_after / 60))
            clock.freeze(clock.now() + timedelta(seconds=refusal.retry_after))
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


def test_a_name_that_nobody_has_waits_just_the_same(client) -> None:
    clock.freeze(clock.now())
    statuses = [try_(client, "wrong", "nobody@nordlicht.example") for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_strangers_lock_nobody_out_of_a_browser_that_is_known(app, client) -> None:
    clock.freeze(clock.now())
    assert try_(client, RIGHT) == 303
    client.post("/logout", data={"csrf_token": token_of_home(client)})
    stranger = app.test_client()
    assert [try_(stranger, "wrong", address="203.0.113.7") for _ in range(6)][-1] == 429
    assert try_(client, RIGHT) == 303
    assert try_(app.test_client(), RIGHT) == 429


def token_of_home(client) -> str:
    page = client.get("/settings/security").get_data(as_text=True)
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def test_one_address_that_tries_many_names_waits_for_all_of_them(client) -> None:
    clock.freeze(clock.now())
    for number in range(30):
        assert try_(client, "wrong", f"guess-{number}@nordlicht.example", "203.0.113.9") == 422
    assert try_(client, RIGHT, address="203.0.113.9") == 429
    assert try_(client, RIGHT, address="203.0.113.10") == 303


def test_a_known_browser_does_not_wait_for_what_others_at_its_address_try(app, client) -> None:
    clock.freeze(clock.now())
    assert try_(client, RIGHT) == 303
    client.post("/logout", data={"csrf_token": token_of_home(client)})
    for number in range(31):
        try_(app.test_client(), "wrong", f"guess-{number}@nordlicht.example")
    assert try_(app.test_client(), RIGHT) == 429
    assert try_(client, RIGHT) == 303


def test_whoever_comes_in_takes_one_failure_of_the_address_back_once_a_day(app, monkeypatch) -> None:
    clock.freeze(clock.now())
    monkeypatch.setattr(lockout, "FREE_OF_ADDRESS", 4)
    tries = []
    for number in range(5):
        tries.append(try_(app.test_client(), "wrong", f"guess-{number}@nordlicht.example"))
        tries.append(try_(app.test_client(), RIGHT))
    assert tries == [422, 303] * 4 + [422, 429]


def test_the_link_by_mail_lets_its_owner_in_while_strangers_try_the_name(app, client, ann_link) -> None:
    chosen = {"new_password": NEW, "csrf_token": token(client)}
    assert [try_(app.test_client(), "wrong") for _ in range(6)][-1] == 429
    assert client.post(ann_link, data=chosen).status_code == 303
    for number in range(6):
        try_(app.test_client(), "wrong", address=f"203.0.113.{number}")
    assert try_(app.test_client(), NEW) == 429
    assert try_(client, NEW) == 303


def test_requests_are_counted_by_the_browser_where_it_is_known_and_else_by_the_address(app, client) -> None:
    def whose(name: str) -> str:
        sent = {"data": {"email": name}, "headers": {"Cookie": cookies(client)}}
        with app.test_request_context("/login", method="POST", environ_base={"REMOTE_ADDR": "198.51.100.1"}, **sent):
            return known.whose()

    try_(client, RIGHT)
    assert whose(MAIL.upper()).startswith("known:")
    assert whose("bob@nordlicht.example") == whose("") == "198.51.100.1"


def cookies(client) -> str:
    return "; ".join(f"{kept.key}={kept.value}" for kept in client._cookies.values())


def test_failures_of_long_ago_are_forgotten(client) -> None:
    clock.freeze(clock.now())
    for _ in range(4):
        try_(client, "wrong")
    wait(16)
    assert [try_(client, "wrong") for _ in range(4)] == [422] * 4
    assert try_(client, RIGHT) == 303


def test_wrong_pins_from_everywhere_make_unknown_browsers_wait_and_no_others(app, client, monkeypatch) -> None:
    clock.freeze(clock.now())
    monkeypatch.setattr(lockout, "FREE_OF_PINS", 6)
    assert try_(client, RIGHT) == 303
    client.post("/logout", data={"csrf_token": token_of_home(client)})
    tries = [try_(app.test_client(), "480273", f"{n}@nordlicht.example", f"203.0.113.{n}") for n in range(7)]
    assert tries == [422] * 6 + [429]
    assert try_(app.test_client(), "not a pin at all", "9@nordlicht.example", "203.0.113.9") == 422
    assert try_(client, "480273") == 422
