"""What no browser and no provider would ever send: refused in a sentence, kept nowhere, never a fault of ours."""

import json

import pyotp
import pytest
from sqlalchemy import select

from auth import identities
from auth.credentials import passkeys, totp
from auth.identities import Proven
from auth.models import Identity, User
from auth.providers import SignInRefused, store
from auth.providers.contract import Provider
from portal.core import clock, db
from portal.core.errors import Invalid
from tests.auth.test_passkeys import ann, party
from tests.auth.test_sign_in import token
from tests.browser_client import Browser
from tests.factories import make_user

DOOR = Provider(key="op", kind="oidc", label="Company", settings=None)
DEEP = '{"id":' * 3000 + "1" + "}" * 3000


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\0b", "a\ud800", "a\nb", "a\u202eb"])
def test_an_id_that_is_none_lets_nobody_in_and_is_not_tidied_into_that_of_somebody_else(app, subject: str) -> None:
    identities.account_of(Proven(source="op", subject="ab", name="Ann"), DOOR)
    with pytest.raises(SignInRefused):
        identities.account_of(Proven(source="op", subject=subject, name="Ann"), DOOR)
    assert db.session.scalars(select(Identity.subject)).all() == ["ab"]


NAMES = {
    "x" * 300: "x" * 200,
    '  O\'Neil\t"Bob" <b>(x)</b>  ': 'O\'Neil "Bob" <b>(x)</b>',
    "An\0n\ud800": "Ann",
    "\u202eevil": "evil",
    "محمد علي": "محمد علي",
    "\0": "ann",
}


@pytest.mark.parametrize(("said", "kept"), NAMES.items())
def test_odd_names_keep_nobody_out(app, said: str, kept: str) -> None:
    user = identities.account_of(Proven(source="op", subject="s1", name=said, login="ann"), DOOR)
    assert user.name == kept
    before = user.card_version
    assert identities.account_of(Proven(source="op", subject="s1", name=said, login="ann"), DOOR).name == kept
    assert user.card_version == before, "nothing has changed"
    identities.account_of(Proven(source="op", subject="s1", name="Bea"), DOOR)
    identities.account_of(Proven(source="op", subject="s1", name=said), DOOR)
    assert user.name == (kept if kept != "ann" else "Bea")


@pytest.mark.parametrize(
    "mail", ["a\0@nord.example", "a\ud800@nord.example", "no address", "x" * 250 + "@nord.example"]
)
def test_an_address_that_is_none_is_left_out(app, mail: str) -> None:
    user = identities.account_of(Proven(source="op", subject="s1", name="Ann", email=mail), DOOR)
    assert user.email is None


def test_what_a_provider_says_is_one_line_that_the_database_can_hold(app) -> None:
    refused = SignInRefused("refused", "the provider said: \0no\n2026-01-01 ERROR root: all is lost \ud800")
    store.note_fault("op", refused.reason, refused.cause)
    db.session.commit()
    assert store.faults()["op"][0].cause == "the provider said: no 2026-01-01 ERROR root: all is lost"


def test_broken_answers_of_passkeys_are_refused_alike(app, client) -> None:
    user = ann()
    kept = passkeys.Passkey(user_id=user.id, credential_id="AAEC", public_key="AA", name="x", created_at=clock.now())
    db.session.add(kept)
    db.session.commit()
    sent = ["[" * 20_000, DEEP, '{"id": "\\ud800"}', '{"id": "\\u0000"}', '{"id": []}', '{"id": "AAEC", "response": 1}']
    sent.append(
        json.dumps({"id": "AAEC", "rawId": "AAEC", "type": "public-key", "response": {"clientDataJSON": "W" * 9}})
    )
    for credential in sent:
        given = passkeys.options_to_sign_in(party())
        with pytest.raises(Invalid):
            passkeys.owner(party(), token=given["token"], credential=credential)
        made = passkeys.options_to_register(party(), user)
        with pytest.raises(Invalid):
            passkeys.register(party(), user, token=made["token"], credential=credential, name="x")
    answer = client.post("/login/passkey", data={"csrf_token": token(client), "token": "\0", "credential": "["})
    assert answer.status_code == 422


@pytest.mark.parametrize("code", ["١٢٣٤٥٦", "äöü", "\0", "🔑", "١" * 16])
def test_codes_in_any_script_are_wrong_and_no_more(app, as_, code: str) -> None:
    user = ann()
    secret = totp.new_secret()
    with pytest.raises(Invalid):
        totp.turn_on(user, secret, code, app.settings.secret_key)
    totp.turn_on(user, secret, pyotp.TOTP(secret).at(clock.now()), app.settings.secret_key)
    assert not totp.is_right(user, code, app.settings.secret_key)


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "ä", "A" * 40])
def test_a_secret_that_is_none_is_refused(app, as_, sealed: str) -> None:
    browser: Browser = as_(ann())
    assert browser.post("/settings/security/totp", {"code": "123456", "sealed": sealed}).status_code == 403


@pytest.mark.parametrize("name", ["\0", "x" * 300, "(ann)", 'a"b', "\u202eann", "ann@nord.example\0"])
def test_odd_names_and_passwords_at_the_door_are_wrong_and_no_more(app, client, name: str) -> None:
    make_user("Ann", email="ann@nord.example")
    for more in ({}, {"password": "\0 no"}):
        sent = {"email": name, "csrf_token": token(client), "next": "/groups\0", "resume": "\0"} | more
        assert client.post("/login", data=sent).status_code in (200, 422)
    assert client.post("/password", data={"email": name, "csrf_token": token(client)}).status_code in (200, 422)
    assert db.session.scalars(select(User.name)).all() == ["Ann"]
