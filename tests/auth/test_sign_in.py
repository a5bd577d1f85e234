"""Signing in: personas in the demo, passwords, and what strangers learn."""

from auth import accounts
from portal.core import db
from tests.factories import make_user


def token(client) -> str:
    page = client.get("/login").get_data(as_text=True)
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def test_the_page_shows_no_pictures_that_only_those_inside_may_fetch(client) -> None:
    make_user("Jana Hoffmann", persona="employee", photo="a" * 64)
    page = client.get("/login").get_data(as_text=True)
    assert "Jana Hoffmann" in page
    assert "/people/photos/" not in page


def test_a_persona_signs_in_with_a_click(client) -> None:
    make_user("Jana Hoffmann", persona="employee")
    answer = client.post("/login", data={"persona": "employee", "csrf_token": token(client)})
    assert (answer.status_code, answer.location) == (303, "/home")


def test_a_password_signs_in_and_a_wrong_one_says_the_same_for_everybody(client) -> None:
    accounts.create_local_account(email="ann@nordlicht.example", name="Ann", password="correct horse battery")
    db.commit()
    wrong = {"email": "ann@nordlicht.example", "password": "wrong", "csrf_token": token(client)}
    known = client.post("/login", data=wrong)
    unknown = client.post("/login", data=wrong | {"email": "bob@nordlicht.example"})
    assert known.status_code == unknown.status_code == 422
    assert "passen nicht zusammen" in known.get_data(as_text=True)
    assert "passen nicht zusammen" in unknown.get_data(as_text=True)
    right = client.post("/login", data=wrong | {"password": "correct horse battery"})
    assert right.status_code == 303


def test_the_secret_changes_at_sign_in(client) -> None:
    make_user("Jana", persona="employee")
    csrf = token(client)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    client.post("/login", data={"persona": "employee", "csrf_token": csrf})
    with client.session_transaction() as cookie:
        assert cookie["secret"] != before.get("secret")


def test_there_is_no_way_out_to_another_host(client) -> None:
    make_user("Jana", persona="employee")
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        csrf = token(client)
        answer = client.post("/login", data={"persona": "employee", "next": evil, "csrf_token": csrf})
        assert answer.location == "/home"
        with client.session_transaction() as cookie:
            cookie.clear()
