"""New passwords: what is refused, and a link by mail that tells a stranger nothing."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from auth import accounts
from auth.credentials.passwords import fault
from auth.models import Identity, RoleGrant, User
from portal.api.actions.clients import create_client
from portal.api.forms import ClientForm
from portal.core import clock, db, jobs, mail
from tests.auth.doors import configured
from tests.auth.test_sign_in import token
from tests.factories import actor, make_user, save

MAIL = "ann@nordlicht.example"
OP = """
[op]
kind = "oidc"
domains = {domains}
issuer = "https://op.example"
client_id = "portal"
"""
OLD, NEW = "correct horse battery", "seven lamps over Kassel"


@pytest.fixture
def ann(app) -> User:
    found = accounts.create_local_account(email=MAIL, name="Ann Probst", password=OLD)
    found.language = "en"
    db.commit()
    return found


@pytest.mark.parametrize("good", [OLD, NEW, "gelber Zug im Nebel", "Rhabarberkuchen am Dienstag", "x9$kQ!vbn2Lw7"])
def test_long_passwords_of_any_kind_are_good(app, good: str) -> None:
    assert fault(good) == ""


@pytest.mark.parametrize(
    "bad",
    [
        "short", "x" * 201, "aaaaaaaaaaaa", "123456789012", "password1234", "Passwort2026!", "P4ssw0rd!2026",
        "qwertzuiop12", "abcabcabcabc", "annprobst2026", "Willkommen123", "ann.probst@nordlicht",
    ],
)  # fmt: skip
def test_passwords_that_everybody_tries_are_refused(ann: User, bad: str) -> None:
    assert fault(bad, ann)


def sent() -> list[str]:
    jobs.run_all()
    letters = sorted(mail.outbox().glob("password-*.eml"))
    found = [message_from_bytes(path.read_bytes(), policy=policy.default).get_content() for path in letters]
    for path in letters:
        path.unlink()
    return found


def ask(client, email: str) -> str:
    answer = client.post("/password", data={"email": email, "csrf_token": token(client)})
    assert answer.status_code == 200
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))


def link(client) -> str:
    ask(client, MAIL.upper())
    found = re.search(r"http://\S+(/password/\S+)", sent()[0])
    assert found
    return found[1]


def test_everybody_gets_the_same_answer_and_only_who_has_a_password_a_mail(ann: User, client) -> None:
    make_user("Otto", email="otto@nordlicht.example", roles=("editor",))
    known, unknown, other = (
        ask(client, email) for email in (MAIL, "nobody@nordlicht.example", "otto@nordlicht.example")
    )
    strip = re.compile(r"\s+|[\w.-]{20,}")
    assert strip.sub("", known) == strip.sub("", unknown) == strip.sub("", other)
    letters = sent()
    assert len(letters) == 1
    assert "Hello Ann Probst" in letters[0]


def test_whoever_no_provider_serves_gets_a_first_password_by_mail(app, client, tmp_path) -> None:
    ben = make_user("Ben", email="ben@nordlicht.example", source="hr")
    make_user("Rolf", email="rolf@nordlicht.example", roles=("editor",))
    otto = make_user("Otto", email="otto@elsewhere.example", source="op")
    save(Identity(user_id=otto.id, source="op", subject="o", created_at=clock.now()))
    make_user("Olga", email="olga@nord.example", source="hr")
    everybody = ("ben@nordlicht.example", "rolf@nordlicht.example", "otto@elsewhere.example", "olga@nord.example")

    def asked() -> list[str]:
        for email in everybody:
            ask(client, email)
        return sent()

    with configured(app, tmp_path, OP.format(domains='["nord.example"]')):
        (letter,) = asked()
        found = re.search(r"http://\S+(/password/\S+)", letter)
        assert found
        answer = client.post(found[1], data={"new_password": NEW, "csrf_token": token(client)})
        assert answer.status_code == 303
    found_by = accounts.check_password("ben@nordlicht.example", NEW).user
    assert found_by is not None
    assert found_by.id == ben.id
    assert len(asked()) == 3, "where nobody else signs anybody in"
    with configured(app, tmp_path, OP.format(domains="[]")):
        assert len(asked()) == 1, "it may serve anybody; who has a password keeps it"


@pytest.mark.parametrize(("source", "letters"), [("", 1), ("hr", 0)])
def test_whoever_has_a_role_gets_no_link_where_a_source_says_the_address(
    ann: User, client, source: str, letters: int
) -> None:
    ann.source = source
    save(RoleGrant(user_id=ann.id, role="it-admin", granted_at=clock.now()))
    ask(client, MAIL)
    assert len(sent()) == letters


def test_a_program_gets_no_first_password(app, client) -> None:
    form = ClientForm(name="Canteen", purpose="Shows the menu", scopes=("posts:read",), days="90")
    program, _secret = create_client(actor(make_user("Ida", roles=("it-admin",))), form)
    user = db.session.get(User, program.user_id)
    assert user is not None
    user.email = "canteen@nordlicht.example"
    db.commit()
    ask(client, "canteen@nordlicht.example")
    assert sent() == []


def test_a_first_password_is_refused_to_whoever_was_given_a_role_meanwhile(client) -> None:
    ben = make_user("Ben", email="ben@nordlicht.example")
    ask(client, "ben@nordlicht.example")
    found = re.search(r"http://\S+(/password/\S+)", sent()[0])
    assert found
    save(RoleGrant(user_id=ben.id, role="editor", granted_at=clock.now()))
    assert client.post(found[1], data={"new_password": NEW, "csrf_token": token(client)}).status_code == 404


def test_the_link_sets_a_password_once_and_ends_all_sessions(ann: User, as_, client) -> None:
    browser = as_(ann)
    address = link(client)
    assert client.get(address).status_code == 200
    chosen = {"new_password": NEW, "csrf_token": token(client)}
    weak = client.post(address, data=chosen | {"new_password": "password1234"})
    assert weak.status_code == 422
    assert client.post(address, data=chosen).status_code == 303
    assert client.post(address, data=chosen).status_code == 404
    assert browser.get("/settings/devices").status_code == 303
    assert accounts.check_password(MAIL, OLD).user is None
    assert accounts.check_password(MAIL, NEW).user is not None


def test_a_link_is_over_after_half_an_hour_or_when_a_newer_one_was_sent(ann: User, client) -> None:
    first = link(client)
    second = link(client)
    assert client.get(first).status_code == 404
    clock.freeze(clock.now() + timedelta(minutes=31))
    assert client.get(second).status_code == 404
    assert client.get("/password/made-up").status_code == 404


def test_a_leaver_gets_no_link_and_uses_none(ann: User, client) -> None:
    address = link(client)
    accounts.deactivate(accounts_actor(), db.session.get(User, ann.id))
    db.commit()
    assert client.get(address).status_code == 404
    ask(client, MAIL)
    assert sent() == []


def accounts_actor():
    from tests.factories import actor

    return actor(make_user("Hanna"))


def test_the_own_password_is_changed_and_other_devices_are_signed_out(ann: User, as_) -> None:
    here, there = as_(ann), as_(ann)
    assert here.post("/settings/security/password", {"new_password": "too short"}).status_code == 422
    assert here.post("/settings/security/password", {"new_password": NEW}).status_code == 303
    assert here.get("/settings/security").status_code == 200
    assert there.get("/settings/security").status_code == 303


def test_accounts_of_a_provider_have_no_password_to_change(as_) -> None:
    browser = as_(make_user("Otto", source="ldap"))
    assert "company’s account" in browser.get("/settings/security").get_data(as_text=True)
    assert browser.post("/settings/security/password", {"new_password": NEW}).status_code == 403
    assert browser.post("/settings/security/totp/secret").status_code == 403
