"""Through the door of a real OpenID provider, and everything that must not pass it."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from auth import accounts
from auth.models import Identity, Session, User
from auth.providers import asking, oidc_tokens, store
from auth.providers.models import ProviderFault
from auth.roles import map_group
from portal.core import db
from tests.auth.doors import come_back, configured, csrf, depart, is_fresh, is_in, make_stale, prove_again
from tests.counterparts import openid
from tests.factories import actor, make_user

pytestmark = [pytest.mark.counterpart, pytest.mark.skipif(bool(openid.missing()), reason=openid.missing() or "there")]
DOOR = """
[op]
kind = "oidc"
label = "Nordlicht-Konto"
domains = ["nord.example"]
issuer = "{issuer}"
client_id = "portal"
client_secret = "portal-secret"
scopes = "openid profile email groups"
{more}
"""


@pytest.fixture(autouse=True)
def provider(app, tmp_path, request) -> Iterator[str]:
    """The portal with the provider as its door for nord.example; `more` lines of its settings by parameter."""
    issuer = openid.issuer()
    openid.control(fault="", rotated=False, forget=True)
    more = getattr(request, "param", "")
    with configured(app, tmp_path, DOOR.format(issuer=issuer, more=more), inside=urlsplit(issuer).netloc):
        yield issuer


def enter(client: FlaskClient, user: str = "ann", **form: str) -> object:
    """Goes in by the provider; gives the portal's answer to what came back."""
    there = depart(client, email=f"{user}@nord.example", **form)
    return come_back(client, openid.Visitor().back(there, user))


def fault() -> ProviderFault:
    db.session.rollback()
    return store.faults()["op"][0]


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_the_first_sign_in_makes_an_account_and_leads_where_one_wanted_to_go(client) -> None:
    answer = enter(client, next="/people?view=following")
    assert (answer.status_code, answer.location) == (303, "/people?view=following")
    assert is_in(client)
    user = db.session.scalar(select(User).where(User.email == "ann@nord.example"))
    assert (user.name, user.source, user.language) == ("Ann Probst", "op", "en")
    assert db.session.scalar(select(Identity.subject)) == "sub-ann"


def test_the_second_sign_in_finds_the_account(client) -> None:
    enter(client)
    client.post("/logout", data={"csrf_token": csrf(client, "/people/following")})
    enter(client)
    assert people() == 1


def test_the_request_carries_a_challenge_a_state_and_a_nonce(client) -> None:
    sent = parse_qs(urlsplit(depart(client, email="ann@nord.example")).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= sent.keys()
    assert sent["redirect_uri"] == ["http://localhost/login/with/op/answer"]
    assert sent["login_hint"] == ["ann@nord.example"]


SPOILED = (
    *("wrong-aud", "more-aud", "wrong-iss", "wrong-nonce", "no-nonce", "expired", "old", "future", "no-exp", "no-sub"),
    *("number-sub", "other-azp", "other-key", "unknown-kid", "own-key", "alg-none", "alg-hmac", "no-token", "cut"),
)


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_spoiled_token_lets_nobody_in(client, spoiled) -> None:
    there = depart(client, email="ann@nord.example")
    back = openid.Visitor().back(there, "ann")
    openid.control(fault=spoiled)
    answer = come_back(client, back)
    assert answer.status_code == 400
    assert "ließ sich nicht prüfen" in answer.get_data(as_text=True)
    assert not is_in(client)
    assert people() == 0
    assert (fault().reason, fault().times) == ("refused", 1)


def test_a_clock_that_is_off_by_ten_minutes_is_told_to_administrators(client) -> None:
    for spoiled, words in (("ahead", "issued in the future"), ("behind", "expired"), ("old", "clocks wrong")):
        back = openid.Visitor().back(depart(client, email="ann@nord.example"), "ann")
        openid.control(fault=spoiled)
        assert come_back(client, back).status_code == 400
        assert words in fault().cause, fault().cause
    assert not is_in(client)


@pytest.mark.parametrize("outage", ["down", "garbage", "list"])
def test_a_provider_that_is_down_or_talks_nonsense_is_said_to_be_so(client, outage) -> None:
    openid.control(fault=outage, times=9)
    answer = client.post("/login", data={"email": "ann@nord.example", "csrf_token": csrf(client)})
    assert answer.status_code == 503
    assert "Anmeldeserver" in answer.get_data(as_text=True)
    assert fault().reason == "unreachable"
    openid.control(fault="")
    assert enter(client).status_code == 303


def test_a_provider_that_falls_over_on_the_way_back_is_said_to_be_so(client) -> None:
    back = openid.Visitor().back(depart(client, email="ann@nord.example"), "ann")
    openid.control(fault="down")
    assert come_back(client, back).status_code == 503
    assert not is_in(client)


def test_a_slow_provider_is_not_waited_for(client, monkeypatch) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    openid.control(fault="slow")
    before = time.monotonic()
    answer = client.post("/login", data={"email": "ann@nord.example", "csrf_token": csrf(client)})
    assert answer.status_code == 503
    assert time.monotonic() - before < 5


def test_a_new_key_is_asked_for_once(client, monkeypatch) -> None:
    enter(client)
    monkeypatch.setattr(asking, "_AGAIN", 0)
    openid.control(rotated=True)
    other = client.application.test_client()
    assert enter(other, "juergen").status_code == 303


def test_an_answer_counts_once(client) -> None:
    back = openid.Visitor().back(depart(client, email="ann@nord.example"), "ann")
    assert come_back(client, back).status_code == 303
    assert come_back(client.application.test_client(), back).status_code == 400
    assert come_back(client, back).status_code == 400
    assert (fault().reason, fault().times) == ("stray", 2)


def test_nobody_is_signed_in_by_an_answer_that_another_browser_began(client) -> None:
    """Login CSRF: the attacker's own answer, in the victim's browser."""
    back = openid.Visitor().back(depart(client, email="evil@nord.example"), "evil")
    victim = client.application.test_client()
    depart(victim, email="ann@nord.example")
    assert come_back(victim, back).status_code == 400
    assert not is_in(victim)


def test_an_answer_of_another_issuer_is_refused(client) -> None:
    """Mix-up: the issuer in the answer has to be the one that was asked (RFC 9207)."""
    back = openid.Visitor().back(depart(client, email="ann@nord.example"), "ann")
    query = parse_qs(urlsplit(back).query) | {"iss": ["https://evil.example"]}
    answer = client.get("/login/with/op/answer?" + urlencode(query, doseq=True))
    assert answer.status_code == 400
    assert "another issuer" in fault().cause


def test_what_the_browser_brings_back_is_written_down_in_one_clean_line(client) -> None:
    back = openid.Visitor().back(depart(client, email="ann@nord.example"), "ann")
    query = {"state": parse_qs(urlsplit(back).query)["state"], "error": ["\0no\n2026 ERROR"]}
    assert client.get("/login/with/op/answer?" + urlencode(query, doseq=True)).status_code == 400
    assert "refused: no 2026 ERROR" in fault().cause


def test_who_is_refused_there_is_refused_here(client) -> None:
    there = depart(client, email="ann@nord.example")
    answer = come_back(client, openid.Visitor().back(there, "ann", "wrong"))
    assert answer.status_code == 400
    assert "access_denied" in fault().cause


def test_an_address_that_was_not_verified_takes_nobody_over(client) -> None:
    boss = make_user("Boss", email="boss@nord.example")
    answer = enter(client, "evil")
    assert answer.status_code == 403
    assert not is_in(client)
    assert db.session.scalar(select(Identity.id).where(Identity.user_id == boss.id)) is None


@pytest.mark.parametrize("provider", ["groups_claim = 'groups'"], indirect=True)
def test_roles_follow_from_the_groups_that_the_provider_names(client) -> None:
    ida = make_user("Ida", roles=("it-admin",))
    for group in ("Editors", "nobody"):
        map_group(actor(ida), "op", group, "editor" if group == "Editors" else "moderator")
    db.commit()
    enter(client)
    ann = db.session.scalar(select(User).where(User.email == "ann@nord.example"))
    assert actor(ann).roles == {"editor"}


@pytest.mark.parametrize("provider", ["mail_is_proof = true"], indirect=True)
def test_an_existing_account_is_joined_where_addresses_are_proof(client) -> None:
    ann = make_user("Ann", email="ann@nord.example")
    assert enter(client).status_code == 303
    assert db.session.scalar(select(Identity.user_id)) == ann.id


def test_a_leaver_does_not_come_in(client) -> None:
    enter(client)
    user = db.session.scalar(select(User).where(User.email == "ann@nord.example"))
    accounts.deactivate(actor(make_user("HR")), user)
    db.commit()
    assert enter(client).status_code == 403
    assert not is_in(client)


def test_what_was_being_sent_is_still_there_after_signing_in(client) -> None:
    token = csrf(client)
    page = client.post("/posts", data={"body": "Wichtig für alle Schichten", "csrf_token": token}).get_data(
        as_text=True
    )
    resume = page.split('name="resume" value="', 1)[1].split('"', 1)[0]
    there = depart(client, email="ann@nord.example", resume=resume)
    refused = come_back(client, openid.Visitor().back(there, "ann", "wrong"))
    assert f'name="resume" value="{resume}"' in refused.get_data(as_text=True)
    openid.control(fault="down", times=9)
    asking.forget()
    sent = {"email": "ann@nord.example", "resume": resume, "csrf_token": csrf(client)}
    assert f'name="resume" value="{resume}"' in client.post("/login", data=sent).get_data(as_text=True)
    openid.control(fault="")
    assert "Wichtig" in enter(client, resume=resume).get_data(as_text=True)


def test_there_is_no_way_out_to_another_host(client) -> None:
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "//["):
        other = client.application.test_client()
        assert enter(other, next=evil).location == "/home"


def test_the_secret_changes_at_sign_in(client) -> None:
    token = csrf(client)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    enter(client)
    with client.session_transaction() as cookie:
        assert cookie["secret"] != before.get("secret")
        assert cookie.get("csrf_token") != before["csrf_token"]
    assert token


def test_signing_out_leads_to_the_provider(client) -> None:
    enter(client)
    answer = client.post("/logout", data={"csrf_token": csrf(client, "/people/following")})
    url = answer.headers["Refresh"].removeprefix("0;url=")
    sent = parse_qs(urlsplit(url).query)
    assert url.startswith(openid.issuer())
    assert sent["post_logout_redirect_uri"] == ["http://localhost/login"]
    assert "id_token_hint" in sent
    assert not is_in(client)


def sessions() -> int:
    return db.session.scalar(select(func.count()).select_from(Session)) or 0


def test_signing_out_there_ends_the_session_here(client) -> None:
    visitor = openid.Visitor()
    come_back(client, visitor.back(depart(client, email="ann@nord.example"), "ann"))
    other = client.application.test_client()
    enter(other)
    _, form = visitor.go(openid.issuer() + "/session/end")
    secret = form.split('name="xsrf" value="', 1)[1].split('"', 1)[0]
    visitor.go(openid.issuer() + "/session/end/confirm", {"xsrf": secret, "logout": "yes"})
    told = openid.control()["loggedOut"]
    assert len(told) == 1
    said = client.application.test_client().post("/login/with/op/back-channel-logout", data={"logout_token": told[0]})
    assert (said.status_code, said.headers["Cache-Control"]) == (200, "no-store")
    assert (is_in(client), is_in(other)) == (False, True)
    again = client.application.test_client().post("/login/with/op/back-channel-logout", data={"logout_token": told[0]})
    assert again.status_code == 400


def logout_token(**changes: object) -> str:
    now = int(time.time())
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    claims = {"iss": openid.issuer(), "aud": "portal", "iat": now, "exp": now + 120, "jti": "j1", "events": event}
    whole = claims | {"sub": "sub-ann"} | changes
    how = {name: whole.pop(name) for name in ("head", "foreign") if name in whole}
    return openid.control(sign={name: value for name, value in whole.items() if value is not None}, **how)["token"]


BAD = (
    *({"aud": "somebody-else"}, {"iss": "http://evil.example"}, {"events": {}}, {"events": None}, {"nonce": "n"}),
    *(
        {"sub": None},
        {"sub": "a\0", "sid": "s1"},
        {"sub": 7, "sid": "s1"},
        {"jti": None},
        {"iat": 1},
        {"exp": 1},
        {"foreign": True},
        {"head": {"kid": "k9"}},
    ),
)


@pytest.mark.parametrize("changes", BAD, ids=str)
def test_a_spoiled_logout_token_ends_nothing(client, changes) -> None:
    enter(client)
    answer = client.application.test_client().post(
        "/login/with/op/back-channel-logout", data={"logout_token": logout_token(**changes)}
    )
    assert answer.status_code == 400
    assert "to sign somebody out" in fault().cause
    assert is_in(client)


def test_a_logout_token_of_a_subject_ends_all_its_sessions(client) -> None:
    other = client.application.test_client()
    enter(client)
    enter(other)
    answer = client.application.test_client().post(
        "/login/with/op/back-channel-logout", data={"logout_token": logout_token()}
    )
    assert answer.status_code == 200
    assert sessions() == 0


def test_the_connection_is_tested_step_by_step(provider, client, tmp_path) -> None:
    from auth import providers

    findings = providers.kind("oidc").test(providers.find("op"))
    assert [finding.is_fine for finding in findings] == [True] * 4
    openid.control(fault="down")
    findings = providers.kind("oidc").test(providers.find("op"))
    assert [finding.is_fine for finding in findings] == [False]
    assert "503" in findings[0].cause
    openid.control(fault="")
    with configured(
        client.application,
        tmp_path,
        DOOR.replace("portal-secret", "x").format(issuer=provider, more=""),
        inside=urlsplit(provider).netloc,
    ):
        findings = providers.kind("oidc").test(providers.find("op"))
    assert (findings[-1].is_fine, "invalid_client" in findings[-1].cause) == (False, True)


def test_no_token_that_a_shared_secret_signs_is_believed() -> None:
    assert not any(name.startswith("HS") or name == "none" for name in oidc_tokens.ALGORITHMS)


def test_acts_of_power_have_the_provider_ask_again(client) -> None:
    visitor = openid.Visitor()
    come_back(client, visitor.back(depart(client, email="ann@nord.example"), "ann"))
    before = sessions()
    make_stale()
    there = prove_again(client, "op", next="/groups")
    assert "prompt=login&max_age=0" in there
    back = visitor.back(there, "ann")
    assert not is_fresh(client)
    assert come_back(client, back).location == "/groups"
    assert is_fresh(client)
    assert sessions() == before


def test_an_old_proof_or_that_of_somebody_else_is_none(client, monkeypatch) -> None:
    visitor = openid.Visitor()
    come_back(client, visitor.back(depart(client, email="ann@nord.example"), "ann"))
    make_stale()
    there = prove_again(client, "op")
    assert come_back(client, openid.Visitor().back(there, "juergen")).status_code == 400
    assert "was asked" in fault().cause
    quiet = prove_again(client, "op").replace("&prompt=login", "").replace("&max_age=0", "&max_age=9999")
    monkeypatch.setattr(oidc_tokens, "SKEW", -5)
    assert come_back(client, visitor.back(quiet, "ann")).status_code == 400
    assert not is_fresh(client)
