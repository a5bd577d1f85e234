"""The one door of the protocol: which client calls, within which scopes; then what it asks, and its errors."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from flask import Request, Response
from flask_login import current_user

from auth.audience import PORTAL
from auth.provisioning import sources
from auth.roles import LastAdmin, say_kept
from auth.session import SignedIn, proven_by
from portal.core import db
from portal.core.errors import Forbidden, Refusal

from .. import tokens
from . import protocol
from .answers import said

log = logging.getLogger(__name__)
ADDRESS = (
    "Another account has this e-mail address. An administrator of the portal decides whether it is the same person."
)
BRAKE = "Too many accounts would be closed within a day. Two administrators of the portal decide; nothing has changed."
F = TypeVar("F", bound=Callable[..., Response])


class Client(SignedIn):
    """A client that has proven itself, and what it may do."""

    def __init__(self, found: tokens.Proof) -> None:
        super().__init__(replace(PORTAL, name=found.source.key), 0)
        self.source = found.source
        self.scopes = found.scopes


def bearer(sent: Request) -> Client | None:
    """Reads the token of the header Authorization."""
    scheme, _space, secret = sent.headers.get("Authorization", "").partition(" ")
    found = tokens.proof(secret.strip()) if scheme.lower() == "bearer" and secret.startswith(tokens.PREFIX) else None
    if found is None:
        return None
    tokens.note_use(found)
    return Client(found)


def client() -> Client:
    """Gives the client that calls."""
    found: Client = current_user
    return found


def require_scope(scope: str) -> None:
    """Raises Forbidden where the token does not reach so far."""
    if scope not in client().scopes:
        raise Forbidden(f"This token lacks the scope {scope}.")


def serve(path: str, method: str, *, kind: str = "") -> Callable[[F], F]:
    """Opens a door: the view takes the source of the client, then the `kind` of resource, whose scope is asked for."""

    def open_door(view: F) -> F:
        @wraps(view)
        def guarded(**arguments: Any) -> Response:
            from ..resources import PROVIDER

            if kind:
                is_reading = method == "GET" or path.endswith("/.search")
                require_scope(f"{kind.lower()}:{'read' if is_reading else 'write'}")
                arguments["kind"] = kind
            source = client().source
            try:
                with PROVIDER:
                    return view(source, **arguments)
            except expected() as error:
                db.rollback()
                return said(*told(source.key, error))

        name = f"{view.__name__}_{kind.lower()}" if kind else view.__name__
        protocol.add_url_rule(path, name, proven_by(bearer)(guarded), methods=[method])
        return view

    return open_door


def expected() -> tuple[type[Exception], ...]:
    """Gives the exceptions that are answers of the protocol rather than faults."""
    from pydantic import ValidationError
    from scim2_models import SCIMException

    from auth.provisioning.partial import Stopped

    return (ValidationError, SCIMException, Stopped, Refusal)


def told(key: str, error: Exception) -> tuple[int, str, str]:
    """Gives status, sentence and kind of an error; what waits for people is written down, whatever was taken back."""
    from pydantic import ValidationError
    from scim2_models import Error, SCIMException

    from auth.provisioning import partial

    if isinstance(error, partial.Stopped):
        with db.unit_of_work():
            partial.hold(sources.source(key), error)
        return (409, ADDRESS, "uniqueness") if error.why == "address" else (403, BRAKE, "")
    if isinstance(error, LastAdmin):
        with db.unit_of_work():
            say_kept(error.user_id, source=key)
    if isinstance(error, Refusal):
        return error.status, error.message or type(error).__name__, ""
    assert isinstance(error, ValidationError | SCIMException)
    if isinstance(error.__cause__, ValidationError):
        error = error.__cause__  # the library took its whole prose for the sentence
    found = Error.from_validation_errors(error)[0] if isinstance(error, ValidationError) else error.to_error()
    log.info("scim %s: %s %s %s", key, found.status, found.scim_type, found.detail)
    return found.status or 400, (found.detail or "")[:500], found.scim_type or ""
