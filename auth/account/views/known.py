"""Browsers in which somebody has signed in before: strangers' failures make them wait no longer.

A signed cookie holds, for each name, a mark of its own; it opens nothing and says nothing about who it was.
"""

import secrets
from typing import Any

from flask import Response, after_this_request, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.core.errors import TooMany
from portal.core.web import client_address, settings

from ...credentials import lockout
from ...credentials.lockout import Attempt, digest_of
from ...credentials.pins import is_pin
from ...providers import refusing

_MOST_NAMES = 30
_YEAR = 365 * 24 * 3600


def attempt(name: str, secret: str = "") -> Attempt:
    """Gives whose attempt a request with this name is; `secret` is what was typed to prove it."""
    return Attempt(name, client_address(), _marks().get(digest_of(name)[:16], ""), is_pin(secret))


def refuse_if_waiting(attempt: Attempt) -> None:
    """Raises TooMany while the name or the address has to wait, and has administrators know of it."""
    try:
        lockout.refuse_if_waiting(attempt)
    except TooMany:
        cause = f"{attempt.name!r} waits, after wrong attempts for this name or from the same address"
        refusing.note(None, "waits", cause)
        raise


def whose() -> str:
    """Gives by what the attempts of a request are counted: the browser, where it knows the name typed, or the address.

    Whoever has signed in there before is not held up by others at the same address.
    """
    name = request.form.get("email", "")
    mark = _marks().get(digest_of(name)[:16], "") if name else ""
    return f"known:{mark}" if mark else client_address()


def remember(name: str) -> None:
    """Has this browser known, from now on, as one in which this name has signed in."""
    digest = digest_of(name)[:16]
    marks = {digest: _marks().get(digest) or secrets.token_hex(8)} | _marks()
    value = str(_serializer().dumps(dict(list(marks.items())[:_MOST_NAMES])))

    @after_this_request
    def keep(response: Response) -> Response:
        is_secure = settings().secure
        response.set_cookie(_name(), value, max_age=_YEAR, secure=is_secure, httponly=True, samesite="Lax", path="/")
        return response


def _marks() -> dict[str, str]:
    try:
        found: Any = _serializer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _name() -> str:
    return "__Host-foyer-known" if settings().secure else f"foyer-known-{settings().port}"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="known browser")
