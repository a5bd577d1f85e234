"""Through the door of a real SAML provider, and everything that must not pass it."""

import base64
import os
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from auth.models import Identity, User
from auth.providers import SignInRefused, asking, configuration, store
from auth.providers import saml as saml_door
from auth.providers.models import ProviderFault
from auth.providers.refreshing import read_documents
from portal.core import db
from tests.auth import hostile
from tests.auth.doors import configured, csrf, depart, is_fresh, is_in, make_stale, prove_again
from tests.counterparts import saml
from tests.counterparts.visitor import Form, Visitor

pytestmark = [pytest.mark.counterpart, pytest.mark.skipif(bool(saml.missing()), reason=saml.missing() or "there")]
DOORS = """
[idp]
kind = "saml"
label = "Company account"
domains = ["nord.example"]
metadata_url = "{metadata}"
certificate = '''{certificate}'''
private_key = '''{key}'''
{more}

[closed]
kind = "saml"
metadata_url = "{metadata}"
certificate = '''{certificate}'''
private_key = '''{key}'''
wants_encrypted = true
"""


@pytest.fixture(autouse=True)
def provider(app, tmp_path, request) -> Iterator[None]:
    """The portal with the provider as its door for nord.example; `more` lines of its settings by parameter."""
    pair = saml.folder() / "cert"
    text = DOORS.format(
        metadata=saml.metadata(),
        certificate=(pair / "portal.crt").read_text(),
        key=(pair / "portal.key").read_text(),
        more=getattr(request, "param", ""),
    )
    with configured(app, tmp_path, text, inside=urlsplit(saml.address()).netloc):
        yield


def proof(there: str, user: str = "ann") -> dict[str, str]:
    """Signs in there; gives the form that a browser would send back."""
    page = Visitor(saml.address()).sign_in(there, user)[1]
    form = Form(page)
    assert "SAMLResponse" in form.fields, page
    return {name: form.fields[name] for name in ("SAMLResponse", "RelayState") if name in form.fields}


def send(client: FlaskClient, form: dict[str, str], key: str = "idp") -> TestResponse:
    """Sends the form as a browser does that comes from elsewhere, without a cookie; then follows with it."""
    elsewhere = client.application.test_client()
    answer = elsewhere.post(f"/login/with/{key}/assertion", data=form)
    return client.get(answer.location) if answer.status_code == 303 else answer


def enter(client: FlaskClient, user: str = "ann", **form: str) -> TestResponse:
    return send(client, proof(depart(client, email=f"{user}@nord.example", **form), user))


def fault() -> ProviderFault:
    db.session.rollback()
    return store.faults()["idp"][0]


def test_the_first_sign_in_makes_an_account_and_leads_where_one_wanted_to_go(client) -> None:
    answer = enter(client, next="/people/org")
    assert (answer.status_code, answer.location) == (303, "/people/org")
    assert is_in(client)
    user = db.session.scalar(select(User).where(User.email == "ann@nord.example"))
    assert (user.name, user.source, user.language) == ("Ann Probst", "idp", "en")
    assert db.session.scalar(select(Identity.subject)) == "id-ann"


def test_requests_are_signed_and_encrypted_assertions_are_read(client) -> None:
    there = depart(client, provider="closed")
    assert "Signature" in parse_qs(urlsplit(there).query)
    form = proof(there)
    assert b"EncryptedAssertion" in base64.b64decode(form["SAMLResponse"])
    assert send(client, form, "closed").status_code == 303
    assert is_in(client)


def test_no_hostile_response_lets_anybody_in(client) -> None:
    form = proof(depart(client, email="ann@nord.example"))
    tried = 0
    for name, response in hostile.copies(form["SAMLResponse"]):
        answer = send(client, form | {"SAMLResponse": response})
        assert answer.status_code == 400, name
        assert "ließ sich nicht prüfen" in answer.get_data(as_text=True), name
        assert not is_in(client), name
        tried += 1
    assert tried >= 20
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    assert fault().times == tried
    assert send(client, form).status_code == 303, "the genuine one still counts"


def test_an_assertion_counts_once(client) -> None:
    form = proof(depart(client, email="ann@nord.example"))
    assert send(client, form).status_code == 303
    again = client.application.test_client()
    depart(again, email="ann@nord.example")
    assert send(again, form).status_code == 400
    assert not is_in(again)


def test_an_assertion_does_not_answer_another_request(client) -> None:
    """Its own state would be taken for another one's: the request in the response has to be that of the state."""
    first = proof(depart(client, email="ann@nord.example"))
    second = parse_qs(urlsplit(depart(client, email="ann@nord.example")).query)["RelayState"][0]
    assert send(client, first | {"RelayState": second}).status_code == 400


def test_an_assertion_for_one_portal_is_none_for_another(client) -> None:
    form = proof(depart(client, provider="closed"))
    own = parse_qs(urlsplit(depart(client, email="ann@nord.example")).query)["RelayState"][0]
    assert send(client, form | {"RelayState": own}).status_code == 400
    assert send(client, form, "idp").status_code == 400


def test_nobody_is_signed_in_by_a_proof_that_another_browser_began(client) -> None:
    form = proof(depart(client, email="juergen@nord.example"), "juergen")
    victim = client.application.test_client()
    depart(victim, email="ann@nord.example")
    assert send(victim, form).status_code == 400
    assert not is_in(victim)


@pytest.mark.parametrize("minutes", [-60, -10, 10, 60])
def test_a_clock_that_is_off_by_ten_minutes_is_told_to_administrators(client, monkeypatch, minutes: int) -> None:
    form = proof(depart(client, email="ann@nord.example"))
    now = time.time() + minutes * 60
    monkeypatch.setattr("onelogin.saml2.utils.OneLogin_Saml2_Utils.now", staticmethod(lambda: int(now)))
    answer = send(client, form)
    assert answer.status_code == 400
    assert "ließ sich nicht prüfen" in answer.get_data(as_text=True)
    assert not is_in(client)
    assert "Check system clock" in fault().cause


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_clock_that_is_off_by_less_keeps_nobody_out(client, monkeypatch, minutes: int) -> None:
    form = proof(depart(client, email="ann@nord.example"))
    now = time.time() + minutes * 60
    monkeypatch.setattr("onelogin.saml2.utils.OneLogin_Saml2_Utils.now", staticmethod(lambda: int(now)))
    assert send(client, form).status_code == 303


def unasked() -> dict[str, str]:
    query = urlencode({"spentityid": f"{saml.PORTAL}/idp/metadata"})
    return proof(f"{saml.address()}/saml2/idp/SSOService.php?{query}")


def test_what_nobody_asked_for_is_refused(client) -> None:
    assert send(client, unasked()).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("provider", ["is_idp_initiated_allowed = true"], indirect=True)
def test_where_it_is_allowed_one_says_that_it_is_oneself(client) -> None:
    answer = send(client, unasked())
    text = answer.get_data(as_text=True)
    assert "Ann Probst" in text
    assert not is_in(client)
    form = Form(text[text.index("/arrival") - 200 :])
    assert client.post("/login/with/idp/arrival", data=form.fields).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize("provider", ["is_idp_initiated_allowed = true"], indirect=True)
def test_where_it_is_allowed_an_answer_to_somebody_elses_request_is_not(client) -> None:
    form = proof(depart(client, email="ann@nord.example"))
    assert send(client, {"SAMLResponse": form["SAMLResponse"]}).status_code == 400


@pytest.mark.parametrize("provider", ["subject_attribute = 'nothing'"], indirect=True)
def test_without_a_stable_id_nobody_comes_in(client) -> None:
    assert enter(client).status_code == 400
    assert "stable id" in fault().cause


def test_our_metadata_is_there_for_the_provider(client) -> None:
    answer = client.get("/login/with/idp/metadata")
    assert answer.mimetype == "application/samlmetadata+xml"
    text = answer.get_data(as_text=True)
    assert "http://localhost/login/with/idp/assertion" in text
    assert 'WantAssertionsSigned="true"' in text
    assert "PRIVATE" not in text


def test_signing_out_here_signs_out_there(client) -> None:
    visitor = Visitor(saml.address())
    page = visitor.sign_in(depart(client, email="ann@nord.example"), "ann")[1]
    form = Form(page).fields
    send(client, {name: form[name] for name in ("SAMLResponse", "RelayState")})
    answer = client.post("/logout", data={"csrf_token": csrf(client, "/people/following")})
    there = answer.headers["Refresh"].removeprefix("0;url=")
    assert "SAMLRequest" in parse_qs(urlsplit(there).query)
    back = visitor.go(there)[0]
    assert back.startswith(f"{saml.PORTAL}/idp/sign-out?SAMLResponse")
    assert client.get(back.removeprefix("http://localhost")).location == "/login"
    assert not is_in(client)


def signed_in_by(client: FlaskClient) -> Visitor:
    visitor = Visitor(saml.address())
    form = Form(visitor.sign_in(depart(client, email="ann@nord.example"), "ann")[1]).fields
    send(client, {name: form[name] for name in ("SAMLResponse", "RelayState")})
    return visitor


def test_signing_out_there_signs_out_here(client) -> None:
    visitor = signed_in_by(client)
    assert is_in(client)
    way_out = f"{saml.address()}/saml2/idp/SingleLogoutService.php?" + urlencode({"ReturnTo": saml.metadata()})
    asked = visitor.go(way_out)[0]
    assert asked.startswith(f"{saml.PORTAL}/idp/sign-out?SAMLRequest"), asked
    path = asked.removeprefix("http://localhost")
    cut = path.partition("&Signature=")[0]
    assert client.application.test_client().get(cut).status_code == 400
    assert is_in(client), "without a signature nobody signs others out"
    answer = client.application.test_client().get(path)
    assert answer.status_code == 303
    assert answer.location.startswith(saml.address())
    assert not is_in(client)


def test_acts_of_power_have_the_provider_ask_again(client) -> None:
    visitor = signed_in_by(client)
    make_stale()
    there = prove_again(client, "idp", next="/groups")
    form = Form(visitor.sign_in(there, "ann")[1]).fields
    assert send(client, {name: form[name] for name in ("SAMLResponse", "RelayState")}).location == "/groups"
    assert is_fresh(client)


def test_an_old_proof_or_that_of_somebody_else_is_none(client, monkeypatch) -> None:
    enter(client)
    make_stale()
    assert send(client, proof(prove_again(client, "idp"), "juergen")).status_code == 400
    there = prove_again(client, "idp")
    monkeypatch.setattr(saml_door, "_SKEW", -3600)
    assert send(client, proof(there)).status_code == 400
    assert "did not ask again" in fault().cause
    assert not is_fresh(client)


@pytest.fixture
def by_form(app, tmp_path) -> Iterator[None]:
    """The same provider, whose metadata names no address for requests but one for forms."""
    with urllib.request.urlopen(saml.metadata()) as answer:
        said = answer.read().decode()
    sso = said.index("<md:SingleSignOnService")
    given = said[:sso] + said[sso:].replace("bindings:HTTP-Redirect", "bindings:HTTP-POST", 1)
    assert given != said
    (tmp_path / "idp.xml").write_text(given)
    pair = saml.folder() / "cert"
    places = {"certificate": (pair / "portal.crt").read_text(), "key": (pair / "portal.key").read_text(), "more": ""}
    text = DOORS.format(metadata="x", **places).replace('metadata_url = "x"', f'metadata_file = "{tmp_path}/idp.xml"')
    with configured(app, tmp_path, text, inside=urlsplit(saml.address()).netloc):
        yield


def test_a_provider_that_takes_forms_alone_gets_a_signed_one(by_form, client) -> None:
    answer = client.post("/login", data={"csrf_token": csrf(client), "provider": "closed", "next": "/groups"})
    page = answer.get_data(as_text=True)
    assert "form-action 'self' http:;" in answer.headers["Content-Security-Policy"]
    assert "Refresh" not in answer.headers
    asked = Form(page[page.index("data-at-once") - 200 :])
    assert "csrf_token" not in asked.fields
    visitor = Visitor(saml.address())
    here, text = visitor.go(asked.action, asked.fields)
    form = Form(text)
    sent = form.fields | {"username": "ann", "password": "Pw-ann"}
    proven = Form(
        visitor.go(urljoin(here, form.action.replace("?", "", 1) if form.action == "?" else form.action), sent)[1]
    )
    assert send(client, proven.fields, "closed").location == "/groups"
    assert is_in(client)


def test_metadata_is_read_by_a_job_and_an_outage_of_its_server_keeps_nobody_out(client, monkeypatch) -> None:
    read_documents()
    asking._documents.clear()
    monkeypatch.setattr(asking, "ask", lambda url: pytest.fail(f"{url} was asked while somebody signed in"))
    assert depart(client, email="ann@nord.example").startswith(saml.address())

    def away(url: str) -> None:
        raise SignInRefused("unreachable", "away")

    monkeypatch.setattr(asking, "ask", away)
    asking._documents.clear()
    read_documents()
    assert fault().reason == "unreachable"
    asking._documents.clear()
    for place in configuration.folder().iterdir():
        os.utime(place, (time.time() - 7200, time.time() - 7200))
    assert depart(client, email="ann@nord.example").startswith(saml.address())


def test_the_connection_is_tested_step_by_step(app, tmp_path) -> None:
    from auth import providers

    findings = providers.kind("saml").test(providers.find("idp"))
    assert all(finding.is_fine for finding in findings)
    wrong = DOORS.replace("{metadata}", urljoin(saml.address(), "/nothing")).format(certificate="", key="", more="")
    with configured(app, tmp_path, wrong.partition("[closed]")[0], inside=urlsplit(saml.address()).netloc):
        findings = providers.kind("saml").test(providers.find("idp"))
    assert [finding.is_fine for finding in findings] == [False]
