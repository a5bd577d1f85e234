"""A push service that the portal can reach: only the look-up of its name and its certificate are ours."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.core import clock, db, outgoing
from portal.core.jobs import run_all
from portal.core.web import Portal
from portal.push import actions, services

from .service import HOST, Service, certificate, serving


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the service."""
    return certificate(tmp_path_factory.mktemp("service"))


@pytest.fixture
def service(app: Portal, pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A running push service that this installation believes, and the portal's key."""
    actions.make_key()
    db.commit()
    with serving(pem) as running:
        known = services.settings().model_copy(update={"push_services": f"{HOST}:{running.port} push.example.net"})
        monkeypatch.setattr(services, "_settings", known)
        monkeypatch.setattr(outgoing, "addresses", lambda _host, _port: ["127.0.0.1"])
        monkeypatch.setattr(outgoing, "trust", lambda: ssl.create_default_context(cafile=str(pem)))
        yield running


def later(seconds: float = 15) -> None:
    """Lets time pass and runs what is due by then."""
    clock.freeze(clock.now() + timedelta(seconds=seconds))
    run_all()
