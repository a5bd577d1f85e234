"""Clients that speak SCIM to the application, as identity providers do."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from auth.provisioning.models import Source
from auth.scim import tokens
from auth.scim.forms import SCOPES, ClientForm
from portal.core import db
from portal.core.web import Portal
from tests.factories import actor, make_user

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Provider:
    """An identity provider: `call` gives status and body."""

    def __init__(self, app: Portal, key: str = "entra", scopes: tuple[str, ...] = SCOPES) -> None:
        admin = actor(make_user(f"Ida {key}", roles=("it-admin",)))
        self.source, self.token = tokens.make_client(admin, ClientForm(label=key.title(), key=key, scopes=scopes))
        db.session.commit()
        self.client: FlaskClient = app.test_client()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {self.token}"} | named
        return self.client.open(f"/scim/v2{path}", method=method, json=body, headers=sent)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.send(method, path, body, **headers)
        return answer.status_code, answer.get_json(force=True) if answer.data else None

    def make(self, name: str = "nora.feldmann", **said: Any) -> dict[str, Any]:
        """Makes a person, as a provider that sends the usual attributes."""
        body = {"schemas": [USER], "userName": f"{name}@example.com", "externalId": f"id-{name}", "active": True}
        body |= {"displayName": name.replace(".", " ").title()} | said
        status, made = self.call("POST", "/Users", body)
        assert status == 201, made
        return made

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> tuple[int, Any]:
        return self.call("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)


def source_of(key: str = "entra") -> Source:
    return db.session.get_one(Source, key)
