"""A test client that is signed in and sends the CSRF token, as the portal's own pages do."""

import time
from datetime import timedelta
from typing import Any

from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from auth import session
from auth.models import Session, User
from portal.core import clock, db
from portal.core.web import Portal


class Browser:
    """One browser of one person. `post`, `put` and `delete` carry the CSRF token; `htmx=True` asks for a fragment."""

    def __init__(self, app: Portal, user: User) -> None:
        self.user = user
        self.client = app.test_client()
        secret = f"secret-of-{user.id}-{time.monotonic_ns()}"
        now = clock.now()
        db.session.add(
            Session(
                secret_hash=session.digest(secret),
                user_id=user.id,
                created_at=now,
                expires_at=now + timedelta(days=1),
                last_used_on=now.date(),
            )
        )
        db.session.commit()
        with app.test_request_context():
            self.token = generate_csrf()
            raw = cookie["csrf_token"]
        with self.client.session_transaction() as kept:
            kept[session.SECRET], kept[session.SEEN], kept["csrf_token"] = secret, int(time.time()), raw

    def get(self, url: str, *, htmx: bool = False, **options: Any) -> TestResponse:
        return self.client.get(url, headers=self._headers(htmx=htmx), **options)

    def post(self, url: str, data: Any = None, *, htmx: bool = False, **options: Any) -> TestResponse:
        return self.client.post(url, data=data, headers=self._headers(htmx=htmx), **options)

    def put(self, url: str, data: Any = None, *, htmx: bool = False) -> TestResponse:
        return self.client.put(url, data=data, headers=self._headers(htmx=htmx))

    def delete(self, url: str, data: Any = None, *, htmx: bool = False) -> TestResponse:
        return self.client.delete(url, data=data, headers=self._headers(htmx=htmx))

    def _headers(self, *, htmx: bool) -> dict[str, str]:
        headers = {"X-CSRF-Token": self.token}
        return headers | {"HX-Request": "true"} if htmx else headers
