"""How often somebody may do something: per account and per address, always forgiven by time."""

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask_limiter import Limiter

from .answers import client_address


def _who() -> str:
    user = getattr(g, "_login_user", None)
    number = getattr(user, "id", None)
    return f"user:{number}" if number else f"address:{client_address()}"


limiter = Limiter(key_func=_who, default_limits=[], strategy="moving-window", headers_enabled=False)


def limit(
    rate: str, *, by: Callable[[], str] | None = None, unless: Callable[[], bool] | None = None
) -> Callable[[Any], Any]:
    """Limits a view, such as `30 per minute`, for the person or, signed out, the address; or by a key of one's own."""
    return limiter.limit(rate, key_func=by or _who, exempt_when=unless, methods=["POST", "PUT", "PATCH", "DELETE"])


def nothing_in(field: str) -> Callable[[], bool]:
    """Gives a reason to lift a limit: that the field, by which it counts, was not sent at all."""
    return lambda: field not in request.form


def typed(field: str) -> Callable[[], str]:
    """Gives a key from what was typed into a field, so that one account cannot be guessed from many addresses."""
    return lambda: f"{field}:{request.form.get(field, '').strip().casefold()[:200]}"
