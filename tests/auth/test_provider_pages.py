"""The pages on which IT looks after sign-in: who may, what is kept, and what is never shown."""

import re

import pytest

from auth import providers
from auth.providers import store
from portal.audit import latest_entry
from portal.core import db
from tests.auth.doors import configured
from tests.factories import make_user

ENTRA = {
    "key": "entra",
    "label": "Microsoft",
    "domains": "nord.example, werk.example",
    "issuer": "https://id.example",
    "client_id": "portal",
    "client_secret": "s3cret-word",
    "scopes": "openid",
    "subject_claim": "sub",
    "makes_accounts": "yes",
}


@pytest.fixture
def it(as_):
    return as_(make_user("Ida", roles=("it-admin",), language="en"))


def test_it_alone_sees_and_changes_how_people_sign_in(as_) -> None:
    for role in ((), ("hr-admin",), ("community-manager",)):
        browser = as_(make_user("Somebody", roles=role))
        assert browser.get("/admin/sign-in").status_code == 403
        assert browser.get("/admin/sign-in/new/oidc").status_code == 403
        assert browser.post("/admin/sign-in/new/oidc", ENTRA).status_code == 403
        assert browser.post("/admin/sign-in/entra/test").status_code == 403


def test_a_provider_is_added_switched_on_changed_and_removed(it) -> None:
    assert it.post("/admin/sign-in/new/oidc", ENTRA).location == "/admin/sign-in/entra"
    assert providers.usable() == []
    assert it.put("/admin/sign-in/entra/switch").status_code == 303
    found = providers.find("entra")
    assert (found.label, found.makes_accounts, found.mail_is_proof) == ("Microsoft", True, False)
    assert providers.for_domain("x@werk.example") == found
    changed = ENTRA | {"label": "Entra", "client_secret": "", "domains": ""}
    assert it.put("/admin/sign-in/entra", changed).status_code == 303
    found = providers.find("entra")
    assert found.label == "Entra"
    assert found.settings.client_secret.get_secret_value() == "s3cret-word"
    assert (
        "Sign in with Entra"
        in it.client.application.test_client().get("/login?", headers={"Accept-Language": "en"}).text
    )
    assert it.delete("/admin/sign-in/entra/switch").status_code == 303
    assert providers.usable() == []
    assert it.delete("/admin/sign-in/entra").status_code == 303
    assert providers.configured() == []
    entry = latest_entry()
    assert entry is not None
    assert (entry.event, entry.details) == ("ProviderChanged", {"provider": "entra", "what": "removed"})


def test_a_secret_is_never_shown_again(it) -> None:
    it.post("/admin/sign-in/new/oidc", ENTRA)
    for path in ("/admin/sign-in", "/admin/sign-in/entra"):
        assert "s3cret-word" not in it.get(path).text
    wrong = it.put("/admin/sign-in/entra", ENTRA | {"issuer": "no address"})
    assert wrong.status_code == 422
    assert "s3cret-word" not in wrong.text


def test_a_secret_goes_to_no_other_server_than_it_was_typed_for(it) -> None:
    it.post("/admin/sign-in/new/oidc", ENTRA)
    elsewhere = ENTRA | {"issuer": "https://evil.example", "client_secret": ""}
    answer = it.put("/admin/sign-in/entra", elsewhere)
    assert answer.status_code == 422
    assert "type this again" in answer.text
    assert store.row("entra").settings["issuer"] == "https://id.example"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": "Entra ID"}, "key"),
        ({"issuer": ""}, "issuer"),
        ({"domains": "not a/domain"}, "domains"),
        ({"subject_claim": "email"}, "subject_claim"),
        ({"label": "x" * 100}, "label"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(it, change, field) -> None:
    answer = it.post("/admin/sign-in/new/oidc", ENTRA | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    db.session.rollback()
    assert providers.configured() == []


def test_a_key_is_given_once(it) -> None:
    it.post("/admin/sign-in/new/oidc", ENTRA)
    assert it.post("/admin/sign-in/new/oidc", ENTRA).status_code == 422


def test_what_the_file_names_is_shown_and_cannot_be_changed_here(it, app, tmp_path) -> None:
    text = "[entra]\nkind = 'oidc'\nissuer = 'https://id.example'\nclient_id = 'p'"
    with configured(app, tmp_path, text):
        assert "stands in the file" in it.get("/admin/sign-in").text
        assert it.put("/admin/sign-in/entra", ENTRA).status_code == 409
        assert it.delete("/admin/sign-in/entra").status_code == 409
        assert it.post("/admin/sign-in/new/oidc", ENTRA).status_code == 422


def test_a_saml_provider_gets_a_key_pair_and_our_metadata_at_once(it) -> None:
    idp = {"key": "adfs", "label": "ADFS", "metadata_url": "https://adfs.example/metadata.xml"}
    assert it.post("/admin/sign-in/new/saml", idp).status_code == 303
    it.put("/admin/sign-in/adfs/switch")
    text = it.get("/login/with/adfs/metadata").text
    assert 'AuthnRequestsSigned="true"' in text
    assert "PRIVATE" not in text + it.get("/admin/sign-in/adfs").text


def test_the_test_names_what_is_wrong(it) -> None:
    it.post("/admin/sign-in/new/oidc", ENTRA | {"issuer": "https://127.0.0.1:9"})
    text = it.post("/admin/sign-in/entra/test").text
    assert "leads to 127.0.0.1" in text
    assert it.post("/admin/sign-in/nobody/test").status_code == 404


def test_what_went_wrong_last_stands_on_the_page(it) -> None:
    it.post("/admin/sign-in/new/oidc", ENTRA)
    store.note_fault("entra", "unreachable", "no route to host")
    store.note_fault("entra", "unreachable", "connection refused")
    db.commit()
    text = it.get("/admin/sign-in").text
    assert "connection refused" in text
    assert "2 times" in text


def test_every_kind_has_a_form(it) -> None:
    for kind in providers.kinds():
        page = it.get(f"/admin/sign-in/new/{kind.name}")
        assert page.status_code == 200
        assert "metadata_file" not in page.text


@pytest.mark.parametrize("kind", ["oidc", "saml", "ldap"])
def test_every_field_is_called_by_a_name_that_people_understand(as_, kind) -> None:
    pages = [
        as_(make_user(f"Ida {language}", roles=("it-admin",), language=language))
        .get(f"/admin/sign-in/new/{kind}")
        .get_data(as_text=True)
        for language in ("en", "de")
    ]
    for field in providers.kind(kind).settings.model_fields:
        labels = [re.search(rf'<label for="{field}">([^<]+)', page) for page in pages]
        assert field == "metadata_file" or field not in [label[1].strip() for label in labels if label]
    assert pages[0].count("<label") == pages[1].count("<label") > 8


def test_faults_of_settings_are_said_in_the_language_of_the_reader(as_) -> None:
    sent = {"key": "corp", "label": "Corp", "urls": "ldap://dc1.corp.example", "base": "x", "connect_seconds": "often"}
    german = as_(make_user("Ida", roles=("it-admin",), language="de")).post("/admin/sign-in/new/ldap", sent)
    assert german.status_code == 422
    assert "Das ist zu kurz." in german.text
    assert "Das ist keine Zahl." in german.text
    sent |= {"base": "dc=corp", "connect_seconds": "3", "login_filter": "(uid=ann)", "attributes": "id=- odd=x"}
    german = as_(make_user("Ute", roles=("it-admin",), language="de")).post("/admin/sign-in/new/ldap", sent)
    assert "Dem Filter für die Anmeldung fehlt {login}" in german.text
    assert "Value error" not in german.text
    assert "login_filter" not in german.text.split("<form", 2)[1]
