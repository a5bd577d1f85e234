"""Idempotency keys: a request that is sent again with its key is answered as before, and nothing happens twice."""

import hashlib
import re
from collections.abc import Callable

from flask import Response, request

from auth.audience import Actor
from portal.core.errors import Invalid
from portal.core.i18n import _

from ..actions.answers import claim, keep
from ..models import KEY

_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY}}}")
_KEPT = ("Content-Type", "ETag", "Location")


def once(who: Actor, act: Callable[[], Response]) -> Response:
    """Acts, or gives the kept answer of the same request. Raises Invalid for a key of another request."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return act()
    if not _KEY.fullmatch(key):
        raise Invalid("Idempotency-Key", _("A key has up to %(n)s letters, digits and signs.", n=KEY))
    before = claim(who, key, _fingerprint())
    if before is not None:
        replayed = Response(before.body, before.status, headers=before.headers)
        replayed.headers["Idempotent-Replayed"] = "true"
        return replayed
    response = act()
    headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
    keep(who, key, response.status_code, headers, response.get_data())
    return response


def _fingerprint() -> str:
    seen = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    for name, value in sorted(request.form.items(multi=True), key=str):
        seen.update(f"{name}={len(value)}:{value}\n".encode(errors="replace"))
    for name, upload in sorted(request.files.items(), key=lambda found: str(found[0])):
        seen.update(f"{name}={upload.filename}\n".encode(errors="replace"))
        upload.stream.seek(0)
        while part := upload.stream.read(65536):
            seen.update(part)
    seen.update(request.get_data(cache=True))
    return seen.hexdigest()
