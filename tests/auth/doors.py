"""Providers for tests: what a file of them says, for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from auth import providers
from auth.models import Session
from auth.providers import asking
from portal.core import clock, db
from portal.core.web import Portal


@contextmanager
def configured(app: Portal, folder: Path, text: str, *, inside: str = "") -> Iterator[None]:
    """Has the portal know these providers."""
    file = folder / "providers.toml"
    file.write_text(text)
    asking.forget()
    providers.configure(app.settings.model_copy(update={"providers": str(file), "providers_inside": inside}))
    try:
        yield
    finally:
        providers.configure(app.settings)
        asking.forget()


def csrf(client: FlaskClient, path: str = "/login") -> str:
    """Gives the token of the forms on a page."""
    page = client.get(path).get_data(as_text=True)
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def depart(client: FlaskClient, **form: str) -> str:
    """Chooses a door; gives the address that the browser is sent to."""
    answer = client.post("/login", data={"csrf_token": csrf(client), **form})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.headers["Refresh"].removeprefix("0;url=")


def come_back(client: FlaskClient, url: str) -> TestResponse:
    """Goes to the address of the portal that a provider sent the browser to."""
    assert url.startswith("http://localhost/"), url
    return client.get(url.removeprefix("http://localhost"))


def is_in(client: FlaskClient) -> bool:
    """Whether the browser is signed in."""
    return client.get("/home").status_code == 200


def make_stale() -> None:
    """Has every sign-in lie an hour back, so that acts of power ask who it is."""
    db.session.execute(update(Session).values(created_at=clock.now() - timedelta(hours=1), confirmed_at=None))
    db.session.commit()


def is_fresh(client: FlaskClient) -> bool:
    """Whether an act of power would not ask who it is; whether it is allowed is another question."""
    return client.get("/admin/audit.csv").status_code != 303


def prove_again(client: FlaskClient, key: str, **form: str) -> str:
    """Goes to the provider once more; gives the address that the browser is sent to."""
    assert f'action="/login/with/{key}/again"' in client.get("/confirm").get_data(as_text=True)
    answer = client.post(f"/login/with/{key}/again", data={"csrf_token": csrf(client, "/confirm"), **form})
    return answer.headers["Refresh"].removeprefix("0;url=")
