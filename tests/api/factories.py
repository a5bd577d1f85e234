"""Tokens, and programs that hold them."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from auth.models import User
from portal.api.actions import hooks, tokens
from portal.api.forms import HookForm, TokenForm
from portal.api.heard import EVENTS
from portal.api.models import Hook
from portal.api.scopes import SCOPES
from portal.core import db
from portal.core.web import Portal
from tests.factories import actor


def make_token(user: User, *scopes: str, name: str = "My script") -> str:
    """Gives the secret of a new token; without scopes it has all of them."""
    _token, secret = tokens.create_token(actor(user), TokenForm(name=name, scopes=scopes or tuple(SCOPES)))
    db.session.commit()
    return secret


def make_hook(owner: User, url: str, audience: str, *events: str) -> Hook:
    """Gives a webhook; without events it hears all of them."""
    form = HookForm(name="Build", url=url, audience=audience, events=events or tuple(EVENTS))
    hook = hooks.create_hook(actor(owner), form)
    db.commit()
    return hook


class Program:
    """A program that holds a token and speaks JSON. Addresses are below the root of the API."""

    def __init__(self, app: Portal, secret: str) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.secret = secret

    def send(self, method: str, path: str, json: Any = None, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}"} | options.pop("headers", {})
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        return self.client.open(address, method=method, json=json, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.send("GET", path, **options)

    def post(self, path: str, json: Any = None, *, key: str = "", **options: Any) -> TestResponse:
        return self.send("POST", path, json, headers={"Idempotency-Key": key} if key else {}, **options)

    def put(self, path: str, json: Any = None, *, tag: str = "", **options: Any) -> TestResponse:
        return self.send("PUT", path, json, headers={"If-Match": tag} if tag else {}, **options)

    def delete(self, path: str, *, tag: str = "", **options: Any) -> TestResponse:
        return self.send("DELETE", path, headers={"If-Match": tag} if tag else {}, **options)
