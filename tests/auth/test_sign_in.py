"""Signing in: personas in the demo, passwords, and what strangers learn."""

from datetime import timedelta

from auth import accounts
from auth.providers import store
from portal.audit import entries_about
from portal.core import clock, db
from portal.core.subjects import Ref
from tests.factories import make_user

RIGHT = "correct horse battery"


def field(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


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
    assert store.uses() == {}
    right = client.post("/login", data=wrong | {"password": "correct horse battery"})
    assert right.status_code == 303
    assert store.uses().keys() == {""}


def test_administrators_read_why_somebody_did_not_come_in(app, as_, caplog) -> None:
    ann = accounts.create_local_account(email="ann@nordlicht.example", name="Ann", password=RIGHT)
    db.commit()
    it = as_(make_user("Ida", roles=("it-admin",), language="en"))

    def told(email: str, password: str, words: str) -> None:
        client = app.test_client()
        page = client.post("/login", data={"email": email, "password": password, "csrf_token": token(client)}).text
        assert words not in page
        shown = it.get("/admin/health").get_data(as_text=True)
        assert words in shown.replace("&#39;", "'")
        assert words in caplog.text
        assert password not in shown + caplog.text

    told(ann.email, "wrong horse", "'ann@nordlicht.example': wrong password or PIN of the portal")
    told("bob", "wrong horse", "'bob': no account of the portal with a password or PIN")
    for _number in range(4):
        told(ann.email, "wrong horse", "'ann@nordlicht.example': wrong password")
    told(ann.email, RIGHT, "'ann@nordlicht.example' waits, after wrong attempts")
    ben = accounts.create_local_account(email="ben@nordlicht.example", name="Ben", password=RIGHT)
    ben.is_active = False
    db.commit()
    told(ben.email, RIGHT, f"account {ben.id} is closed")


def test_when_somebody_came_in_last_is_kept_to_the_minute(app) -> None:
    clock.freeze(begun := clock.now())
    seen = []
    for seconds in (0, 59, 61):
        clock.freeze(begun + timedelta(seconds=seconds))
        store.note_use("corp")
        seen.append((store.uses()["corp"] - begun).total_seconds())
    assert seen == [0, 0, 61]


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


def test_the_first_step_says_the_same_whether_or_not_there_is_an_account(client) -> None:
    accounts.create_local_account(email="ann@nordlicht.example", name="Ann", password="correct horse battery")
    db.commit()
    csrf = token(client)
    pages = [
        client.post("/login", data={"email": f"{who}@nordlicht.example", "csrf_token": csrf}).get_data(as_text=True)
        for who in ("ann", "bob")
    ]
    assert pages[0].replace("ann@", "bob@") == pages[1]
    assert 'type="password"' in pages[0]


def test_the_first_step_wants_a_name(client) -> None:
    answer = client.post("/login", data={"email": " ", "csrf_token": token(client)})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.get_data(as_text=True)


def test_another_way_loses_nothing_that_was_being_sent(client) -> None:
    page = client.post("/posts", data={"body": "Wichtig für alle", "csrf_token": token(client)}).get_data(as_text=True)
    sent = {"resume": field(page, "resume"), "next": "/groups", "csrf_token": token(client)}
    name = client.post("/login", data=sent | {"email": "ann@nordlicht.example"}).get_data(as_text=True)
    assert 'name="password"' in name
    other = client.post("/login", data=sent | {"way": "other", "email": "ann@nordlicht.example", "password": ""})
    shown = other.get_data(as_text=True)
    assert other.status_code == 200
    assert (field(shown, "resume"), field(shown, "next")) == (sent["resume"], "/groups")
    assert 'value="ann@nordlicht.example"' in shown
    assert 'name="password"' not in shown
    late = client.post("/login/code", data=sent | {"token": "over", "code": "123456"}).get_data(as_text=True)
    assert "zu lange" in late
    assert (field(late, "resume"), field(late, "next")) == (sent["resume"], "/groups")


def test_an_unknown_door_leads_nowhere(client) -> None:
    for path in ("/login/with/nothing/answer", "/login/with/nothing/metadata", "/login/with/nothing/sign-out"):
        assert client.get(path).status_code == 404
    assert client.post("/login", data={"provider": "nothing", "csrf_token": token(client)}).status_code == 404


def test_who_is_made_on_the_command_line_is_written_into_the_book_and_found(app, as_) -> None:
    password = "seven lamps over Kassel"
    root = accounts.create_local_account(
        email="root@x.example", name="Rosa Wurzel", password=password, roles=("it-admin",)
    )
    db.commit()
    acts = [
        (entry.event, entry.actor_id, entry.details.get("role"))
        for entry in entries_about(Ref("person", root.id)).items
    ]
    assert acts == [("RoleGranted", 0, "it-admin"), ("AccountMade", 0, None)]
    assert f"/search/person/{root.id}" in as_(make_user("Ann")).get("/search/suggest?q=wurz").text
