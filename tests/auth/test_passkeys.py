"""Passkeys: what a browser is asked for, and what is refused."""

import re

import pytest

from auth import accounts
from auth.credentials import passkeys
from auth.credentials.models import Passkey, Spent
from auth.credentials.passkeys import Party
from auth.models import User
from portal.core import db
from portal.core.errors import Invalid
from tests.auth.test_sign_in import token

MAIL, RIGHT = "ann@nordlicht.example", "correct horse battery"


def ann(language: str = "en") -> User:
    found = accounts.create_local_account(email=MAIL, name="Ann Probst", password=RIGHT)
    found.language = language
    db.commit()
    return found


def party() -> Party:
    return Party("localhost", "http://localhost:8000", "Foyer", "for tests alone")


def test_answers_that_do_not_fit_are_refused_alike_and_a_token_is_good_once(app) -> None:
    user = ann()
    made = passkeys.options_to_register(party(), user)
    given = passkeys.options_to_sign_in(party())
    strange = '{"id": "x", "rawId": "x", "response": {}, "type": "public-key"}'
    for said in ("", "{}", "[]", "null", '{"id": 1}', strange):
        with pytest.raises(Invalid):
            passkeys.register(party(), user, token=made["token"], credential=said, name="x")
        with pytest.raises(Invalid):
            passkeys.owner(party(), token=given["token"], credential=said)
    assert db.session.query(Spent).count() == 2
    assert db.session.query(Passkey).count() == 0
    with pytest.raises(Invalid):
        passkeys.owner(party(), token=made["token"], credential="{}")


def test_what_the_browser_is_asked_for(app, client) -> None:
    user = ann()
    db.session.add(
        Passkey(user_id=user.id, credential_id="AAEC", public_key="AA", name="Old", created_at=user.created_at)
    )
    db.session.commit()
    made = passkeys.options_to_register(party(), user)["options"]
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert [kept["id"] for kept in made["excludeCredentials"]] == ["AAEC"]
    answer = client.post("/login/passkey/options", data={"csrf_token": token(client)})
    assert answer.json["options"]["rpId"] == "localhost"
    assert "allowCredentials" not in answer.json["options"] or not answer.json["options"]["allowCredentials"]
    refused = client.post("/login/passkey", data={"csrf_token": token(client), "token": "x", "credential": "{}"})
    assert refused.status_code == 422
    assert re.search("took too long|zu lange", refused.get_data(as_text=True))


def test_nobody_removes_the_passkey_of_somebody_else(app, as_) -> None:
    user = ann()
    kept = Passkey(user_id=user.id, credential_id="AAEC", public_key="AA", name="Old", created_at=user.created_at)
    db.session.add(kept)
    db.session.commit()
    ben = accounts.create_local_account(email="ben@nordlicht.example", name="Ben", password="gelber Zug im Nebel")
    db.commit()
    assert as_(ben).delete(f"/settings/security/passkeys/{kept.id}").status_code == 404
    assert as_(user).delete(f"/settings/security/passkeys/{kept.id}").status_code == 303
