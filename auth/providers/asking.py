"""Documents of identity providers: fetched with an end in time, and kept, so that a sign-in rarely waits for them.

A job reads them every half an hour and leaves them in the data folder for all processes of the machine. While their
server is away the last one that made sense is good for a week. What lies on the company's own network has to be named
in FOYER_PROVIDERS_INSIDE.
"""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from portal.core import outgoing

from . import configuration
from .contract import SignInRefused

SECONDS = 5.0
_KEPT = 3600.0
_LAST = 7 * 24 * 3600.0
_AGAIN = 30.0
_documents: dict[str, tuple[float, bytes]] = {}


def document(url: str, *, anew: bool = False, is_sound: Callable[[bytes], object] = bool) -> bytes:
    """Gives a document, the kept one while it is fresh; `anew` asks again, at most twice a minute for each address.

    Only what passes `is_sound`, which raises SignInRefused otherwise, is kept. Raises SignInRefused: `unreachable` when
    the server is down, slow or talks nonsense, `misconfigured` when the address is none that may be asked.
    """
    at, body = _documents.get(url, (float("-inf"), b""))
    if time.monotonic() - at < (_AGAIN if anew else _KEPT):
        return body
    body = b"" if anew else _at_hand(url, _KEPT)
    if not body:
        try:
            body = ask(url).body
            is_sound(body)
            _leave(url, body)
        except SignInRefused as refused:
            body = b"" if anew or refused.reason != "unreachable" else _at_hand(url, _LAST)
            if not body:
                raise
    if len(_documents) > 100:
        _documents.clear()
    _documents[url] = (time.monotonic(), body)
    return body


def _place(url: str) -> Path:
    return configuration.folder() / hashlib.sha256(url.encode()).hexdigest()


def _at_hand(url: str, seconds: float) -> bytes:
    """What a process of this machine has left, if it is no older than that."""
    place = _place(url)
    with suppress(OSError):
        if time.time() - place.stat().st_mtime < seconds:
            return place.read_bytes()
    return b""


def _leave(url: str, body: bytes) -> None:
    place = _place(url)
    with suppress(OSError):  # without it every process asks for itself
        place.parent.mkdir(parents=True, exist_ok=True)
        written = place.with_suffix(f".{time.monotonic_ns()}")
        written.write_bytes(body)
        written.replace(place)


def json_document(url: str, *, anew: bool = False) -> dict[str, Any]:
    """Gives a document that is a JSON object. Raises SignInRefused like `document`."""
    return read_object(document(url, anew=anew, is_sound=lambda body: read_object(body, url)), url)


def read_object(body: bytes, url: str) -> dict[str, Any]:
    """Reads a JSON object. Raises SignInRefused where it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SignInRefused("unreachable", f"{url} gave no JSON: {error}") from error
    if not isinstance(found, dict):
        raise SignInRefused("unreachable", f"{url} gave no JSON object")
    return found


def ask(url: str, form: bytes | None = None, headers: dict[str, str] | None = None) -> outgoing.Answer:
    """Asks a server. Raises SignInRefused where it cannot be reached, may not be asked, or answers with a fault."""
    answer = ask_anyway(url, form, headers)
    if answer.status != 200:
        raise SignInRefused("unreachable", f"{url} answered {answer.status}: {answer.body[:300]!r}")
    return answer


def ask_anyway(url: str, form: bytes | None = None, headers: dict[str, str] | None = None) -> outgoing.Answer:
    """The same, whatever the status of the answer is."""
    try:
        return outgoing.fetch(url, form, headers, seconds=SECONDS, inside=configuration.inside())
    except outgoing.NotAllowed as error:
        raise SignInRefused("misconfigured", f"{url} may not be asked ({error}); see FOYER_PROVIDERS_INSIDE") from error
    except OSError as error:
        raise SignInRefused("unreachable", f"{url} cannot be reached: {error}") from error


def is_allowed(url: str) -> bool:
    """Whether an address may be asked, or a browser sent there: https, or a host that is named as inside."""
    try:
        outgoing.target(url, inside=configuration.inside())
    except outgoing.NotAllowed:
        return False
    return True


def forget(url: str = "") -> None:
    """Forgets a kept document, or all."""
    for place in [_place(url)] if url else list(configuration.folder().glob("*")):
        place.unlink(missing_ok=True)
    if url:
        _documents.pop(url, None)
    else:
        _documents.clear()
