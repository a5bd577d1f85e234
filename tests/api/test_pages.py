"""The pages where one makes tokens, addresses for feed readers and integrations, and the page that explains the API."""

import re

import pytest
from sqlalchemy import select

from portal.api.models import Client, Token
from portal.audit import entries_about
from portal.core import db
from portal.core.subjects import Ref
from tests.factories import make_user


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


@pytest.fixture
def admin(app):
    return make_user("Ida Admin", roles=("it-admin",))


def secret_on(page: str, prefix: str) -> str:
    found = re.search(rf'value="({prefix}[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_token_is_made_shown_once_used_and_revoked(ann, as_, client) -> None:
    browser = as_(ann)
    data = {"name": "Canteen menu", "scopes": ["posts:read", "posts:write"], "days": "30"}
    made = browser.post("/settings/access/tokens", data).get_data(as_text=True)
    secret = secret_on(made, "foyer_pat_")
    listed = browser.get("/settings/access").get_data(as_text=True)
    assert "Canteen menu" in listed
    assert "never used" in listed
    assert secret not in listed
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/me", headers=bearer).json["scopes"] == ["posts:read", "posts:write"]
    assert "last used on" in browser.get("/settings/access").get_data(as_text=True)
    token_id = db.session.scalars(select(Token.id)).one()
    assert browser.delete(f"/settings/access/tokens/{token_id}").status_code == 303
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "scopes": ["posts:read"]}, "name"),
        ({"name": "No scope"}, "scopes"),
        ({"name": "Odd scope", "scopes": ["everything"]}, "scopes"),
        ({"name": "x" * 81, "scopes": ["posts:read"]}, "name"),
        ({"name": "For ever", "scopes": ["posts:read"], "days": "9999"}, "days"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_what_was_typed_stays(ann, as_, data, field: str) -> None:
    answer = as_(ann).post("/settings/access/tokens", data)
    assert answer.status_code == 422
    assert data["name"] in answer.get_data(as_text=True)
    assert not db.session.scalars(select(Token.id)).all()


def test_nobody_revokes_the_token_of_somebody_else(ann, as_) -> None:
    as_(ann).post("/settings/access/tokens", {"name": "Mine", "scopes": ["posts:read"]})
    token_id = db.session.scalars(select(Token.id)).one()
    assert as_(make_user("Ben")).delete(f"/settings/access/tokens/{token_id}").status_code == 404


def test_an_integration_is_made_gets_its_token_and_ends(admin, as_, client) -> None:
    browser = as_(admin)
    data = {"name": "Canteen robot", "purpose": "Posts the menu", "scopes": ["posts:read", "posts:write"]}
    made = browser.post("/admin/integrations", data).get_data(as_text=True)
    name, secret = secret_on(made, "foyer_client_"), secret_on(made, "foyer_secret_")
    asked = {"grant_type": "client_credentials", "scope": "posts:write"}
    answer = client.post("/oauth/token", data=asked, auth=(name, secret))
    assert answer.status_code == 200
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    assert answer.json["scope"] == "posts:write"
    assert answer.headers["Cache-Control"] == "no-store"
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    post = client.post("/api/v1/posts", json={"audience": "everyone", "body": "Soup"}, headers=bearer)
    assert post.status_code == 201
    assert post.json["author"]["name"] == "Canteen robot"
    assert client.get("/api/v1/posts", headers=bearer).status_code == 403
    assert "Posts the menu" in browser.get("/admin/integrations").get_data(as_text=True)

    made_client = db.session.scalars(select(Client)).one()
    assert browser.delete(f"/admin/integrations/{made_client.id}").status_code == 303
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert client.post("/oauth/token", data=asked, auth=(name, secret)).json == {"error": "invalid_client"}
    said = [entry.event for entry in entries_about(Ref("person", made_client.user_id)).items]
    assert said == ["IntegrationRevoked", "UserDeactivated", "IntegrationMade"]
    assert "ended" in browser.get("/admin/integrations").get_data(as_text=True)


def test_a_new_secret_ends_the_former_one_and_its_tokens(admin, as_, client) -> None:
    browser = as_(admin)
    made = browser.post("/admin/integrations", {"name": "Robot", "scopes": ["posts:read"]}).get_data(as_text=True)
    name, former = secret_on(made, "foyer_client_"), secret_on(made, "foyer_secret_")
    asked = {"grant_type": "client_credentials", "client_id": name, "client_secret": former}
    bearer = {"Authorization": f"Bearer {client.post('/oauth/token', data=asked).json['access_token']}"}
    assert client.get("/api/v1/posts", headers=bearer).status_code == 200
    client_id = db.session.scalars(select(Client.id)).one()
    renewed = browser.post(f"/admin/integrations/{client_id}/secret").get_data(as_text=True)
    assert client.get("/api/v1/posts", headers=bearer).status_code == 401
    assert client.post("/oauth/token", data=asked).status_code == 401
    fresh = asked | {"client_secret": secret_on(renewed, "foyer_secret_")}
    assert client.post("/oauth/token", data=fresh).status_code == 200


def test_only_it_administrators_look_after_integrations(ann, as_) -> None:
    browser = as_(ann)
    assert browser.get("/admin/integrations").status_code == 403
    assert browser.post("/admin/integrations", {"name": "Robot", "scopes": ["posts:read"]}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "\x00", "client_secret": "\x00"}, 401, "invalid_client"),
    ],
)
def test_who_proves_nothing_gets_no_token(client, asked, status: int, error: str) -> None:
    answer = client.post("/oauth/token", data=asked)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "people:write"}, "invalid_scope"),
    ],
)
def test_an_integration_gets_nothing_but_what_it_was_given(admin, as_, client, asked, error: str) -> None:
    made = as_(admin).post("/admin/integrations", {"name": "Robot", "scopes": ["posts:read"]}).get_data(as_text=True)
    auth = (secret_on(made, "foyer_client_"), secret_on(made, "foyer_secret_"))
    answer = client.post("/oauth/token", data=asked, auth=auth)
    assert (answer.status_code, answer.json["error"]) == (400, error)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Posts that I may read"), ("de", "Beiträge, die ich lesen darf")]
)
def test_the_page_of_the_api_is_drawn_from_the_document(app, as_, language: str, words: str) -> None:
    browser = as_(make_user("Ann", language=language))
    assert 'href="/api/areas/posts"' in browser.get("/api").get_data(as_text=True)
    page = browser.get("/api/areas/posts").get_data(as_text=True)
    assert words in page
    assert "/posts/{post_id}" in page
    assert 'id="schema-WholePost"' in page


def test_every_area_of_the_api_has_a_page_and_each_of_its_links_leads_somewhere(as_) -> None:
    browser = as_(make_user("Ann"))
    areas = re.findall(r'href="(/api/areas/[^"]+)"', browser.get("/api").get_data(as_text=True))
    assert len(areas) > 8
    for path in areas:
        page = browser.get(path).get_data(as_text=True)
        assert set(re.findall(r'href="#([^"]+)"', page)) - {"main"} <= set(re.findall(r'id="([^"]+)"', page)), path
    assert browser.get("/api/areas/none").status_code == 404


def test_anybody_may_read_the_document(client) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/posts"]["get"]["operationId"] == "list_posts"
