"""OAuth 2.0 client credentials (RFC 6749, section 4.4): an integration proves itself and gets a token for an hour."""

import re

from flask import Request, Response, jsonify, make_response, request

from auth.session import SignedIn, proven_by
from portal.core.web import client_address, limit, public

from ..actions.clients import proven_client
from ..actions.tokens import CLIENT_LIFE, create_access_token
from ..scopes import SCOPES
from . import pages

GRANT = "client_credentials"
_SENT = re.compile(r"[A-Za-z0-9_-]{1,100}")


def nobody(_sent: Request) -> SignedIn | None:
    """Lets nobody act: whoever asks for a token proves itself in the request, and no cookie counts."""
    return None


@pages.post("/oauth/token")
@proven_by(nobody)
@public
@limit("60 per minute", by=client_address)
def token() -> Response:
    name, secret = _credentials()
    client = proven_client(name, secret) if _SENT.fullmatch(name) and _SENT.fullmatch(secret) else None
    if client is None:
        return _refused(401, "invalid_client")
    if request.form.get("grant_type") != GRANT:
        return _refused(400, "unsupported_grant_type" if "grant_type" in request.form else "invalid_request")
    wanted = request.form.get("scope", "").split()
    if not set(wanted) <= set(client.scopes) & set(SCOPES):
        return _refused(400, "invalid_scope")
    made, proof = create_access_token(client, wanted)
    life = int(CLIENT_LIFE.total_seconds())
    said = {"access_token": proof, "token_type": "Bearer", "expires_in": life, "scope": " ".join(made.scopes)}
    return _answer(200, said)


def _credentials() -> tuple[str, str]:
    sent = request.authorization
    if sent is not None and sent.type == "basic":
        return sent.username or "", sent.password or ""
    return request.form.get("client_id", ""), request.form.get("client_secret", "")


def _refused(status: int, error: str) -> Response:
    response = _answer(status, {"error": error})
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="oauth"'
    return response


def _answer(status: int, said: dict[str, object]) -> Response:
    response = make_response(jsonify(said), status)
    response.headers["Cache-Control"] = "no-store"
    return response
