"""The one door of all operations: who acts, how often, within which scope, with what; then the slice's own action."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Request, Response, request
from flask_login import current_user

from auth.audience import Actor
from auth.session import SignedIn, actor, proven_by
from portal.core import clock
from portal.core.errors import Conflict, Forbidden
from portal.core.i18n import _

from ..actions.tokens import ACCESS, PERSONAL, note_use
from ..operations import Operation, enter
from ..queries import Proof, proof
from ..shapes.common import Listing, Thing, Versioned
from . import api, limits
from .errors import Stale
from .once import once
from .reading import fields_of, query_of, upload_of, version_of

F = TypeVar("F", bound=Callable[..., Any])


class Holder(SignedIn):
    """Who acts with a token, and within which scopes."""

    def __init__(self, found: Proof) -> None:
        super().__init__(found.actor, 0)
        self.token_id = found.token_id
        self.scopes = found.scopes


def bearer(sent: Request) -> Holder | None:
    """Reads the token of the header Authorization."""
    scheme, _space, secret = sent.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith((PERSONAL, ACCESS)):
        return None
    return held(secret.strip(), "personal", "client")


def held(secret: str, *kinds: str) -> Holder | None:
    """Gives who holds a token of one of these kinds, and notes once a day that it was used."""
    found = proof(secret, *kinds)
    if found is None:
        return None
    if found.last_used_on != clock.now().date():
        note_use(found.token_id)
    return Holder(found)


def holder() -> Holder:
    """Gives who acts, and within which scopes."""
    found: Holder = current_user
    return found


def serve(operation: Operation) -> Callable[[F], F]:
    """Opens a door: the function takes the actor and, by name, what the operation says that it takes."""

    def open_door(function: F) -> F:
        named = replace(operation, name=function.__name__)
        enter(named)

        @wraps(function)
        def view(**path: Any) -> Response:
            return _through(named, function, path)

        api.add_url_rule(named.path, function.__name__, proven_by(bearer)(view), methods=[named.method])
        return function

    return open_door


def _through(operation: Operation, function: Callable[..., Any], path: dict[str, Any]) -> Response:
    who = actor()
    limits.count(holder().token_id, operation)
    _require(operation)
    given = path | _given(operation)

    def act() -> Response:
        return _reply(operation, _call(operation, function, who, given))

    return once(who, act) if operation.method == "POST" else act()


def _require(operation: Operation) -> None:
    if operation.scope is not None and operation.scope not in holder().scopes:
        raise Forbidden(_("This token lacks the scope %(scope)s.", scope=operation.scope))


def _given(operation: Operation) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if operation.version:
        given["version"] = version_of(is_needed=operation.version == "needed")
    if operation.body is not None:
        given["body"] = fields_of(operation)
    if operation.take_in is not None:
        given["upload"] = operation.take_in(upload_of(operation.upload), given["body"])
    if operation.query is not None:
        given["query"] = query_of(operation.query)
    return given


def _call(operation: Operation, function: Callable[..., Any], who: Actor, given: dict[str, Any]) -> Any:
    try:
        return function(who, **given)
    except Conflict as conflict:
        if operation.version == "needed":
            raise Stale(conflict.message) from conflict
        raise


def _reply(operation: Operation, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    response = Response(result.model_dump_json(), operation.status, mimetype="application/json")
    if isinstance(result, Versioned):
        response.set_etag(str(result.version))
    if isinstance(result, Thing) and operation.status == 201:
        response.headers["Location"] = result.href
    if isinstance(result, Listing) and result.next:
        response.headers["Link"] = f'<{_following(result.next)}>; rel="next"'
    return response


def _following(cursor: str) -> str:
    return quote(request.path) + "?" + urlencode(request.args.to_dict() | {"after": cursor})
