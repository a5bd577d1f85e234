"""The one door of the protocol: which client calls, within which scopes; then what it asks, and its errors."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from flask import Request, Response, g, request
from flask_login import current_user

from auth.audience import PORTAL
from auth.provisioning import sources
from auth.roles import LastAdmin, say_kept
from auth.session import SignedIn, proven_by
from portal.core import db, i18n
from portal.core.errors import Forbidden, Refusal

from .. import refused, tokens
from ..models import ScimToken
from . import protocol
from .answers import ROOT, said

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
    is_one = scheme.lower() == "bearer" and secret.startswith(tokens.PREFIX)
    found = tokens.proof(secret.strip()) if is_one else None
    if found is None:
        _say_why(tokens.over(secret.strip()) if is_one else None)
        return None
    tokens.note_use(found)
    return Client(found)


def _say_why(over: ScimToken | None) -> None:
    if over is None:
        refused.log.warning("scim: 401 %s: there is no such token", asked())
        return
    day = i18n.local(over.expires_at).date()
    refused.note(over.source, 401, f"{asked()}: the token {over.hint}… ended on {day.isoformat()}")
    db.use_reader()


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

            source = client().source
            key = source.key
            try:
                if kind:
                    is_reading = method == "GET" or path.endswith("/.search")
                    require_scope(f"{kind.lower()}:{'read' if is_reading else 'write'}")
                    arguments["kind"] = kind
                with PROVIDER:
                    return view(source, **arguments)
            except expected() as error:
                db.rollback()
                return said(*told(key, error, asked()))

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


def asked() -> str:
    """Gives what the client asked for, in a few words; whose account is made says what was sent."""
    path = request.path.removeprefix(ROOT)
    return f"{request.method} {path} {g.get('scim_named', '')}".strip()[:300]


def told(key: str, error: Exception, what: str) -> tuple[int, str, str]:
    """Gives status, sentence and kind of an error.

    What waits for people is written down, and why something was refused, whatever was taken back.
    """
    status, sentence, kind = _told(key, error)
    refused.note(key, status, f"{what}: {sentence}")
    return status, sentence, kind


def _told(key: str, error: Exception) -> tuple[int, str, str]:
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
    return found.status or 400, (found.detail or "")[:500], found.scim_type or ""
