"""Back to where one came from after signing in: the page, or the form that was just being sent."""

import json
from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.core.web.addresses import is_inside

_MOST_BYTES = 256 * 1024
_SECONDS = 3600
_SKIPPED = ("csrf_token", "password")


def safe_next(url: str) -> str:
    """Gives the address if it lies within this portal, otherwise the home page: no open redirect."""
    return url if is_inside(url) and not url.startswith("/login") else "/home"


def keep_form(secret: str, path: str, fields: Sequence[tuple[str, str]]) -> str:
    """Gives a token that holds what was typed, or nothing where it is too much. Passwords are left out."""
    kept = [[name, value] for name, value in fields if name not in _SKIPPED]
    if len(json.dumps(kept)) > _MOST_BYTES:
        return ""
    return str(_serializer(secret).dumps({"path": path, "fields": kept}))


def kept_form(secret: str, token: str) -> dict[str, object] | None:
    """Gives what a token of the last hour holds, or None."""
    try:
        kept: dict[str, object] | None = _serializer(secret).loads(token, max_age=_SECONDS) if token else None
    except BadSignature:
        return None
    return kept


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="resume")
