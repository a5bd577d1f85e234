"""Documents of identity providers: fetched with an end in time, kept for an hour, so that a sign-in rarely waits.

What lies on the company's own network has to be named in FOYER_PROVIDERS_INSIDE.
"""

import json
import time
from typing import Any

from portal.core import outgoing

from . import configuration
from .contract import SignInRefused

SECONDS = 5.0
_KEPT = 3600.0
_AGAIN = 30.0
_documents: dict[str, tuple[float, bytes]] = {}


def document(url: str, *, anew: bool = False) -> bytes:
    """Gives a document, the kept one while it is fresh; `anew` asks again, at most twice a minute for each address.

    Raises SignInRefused: `unreachable` when the server is down, slow or talks nonsense, `misconfigured` when the
    address is none that may be asked.
    """
    at, body = _documents.get(url, (float("-inf"), b""))
    age = time.monotonic() - at
    if age < (_AGAIN if anew else _KEPT):
        return body
    body = ask(url).body
    if len(_documents) > 100:
        _documents.clear()
    _documents[url] = (time.monotonic(), body)
    return body


def json_document(url: str, *, anew: bool = False) -> dict[str, Any]:
    """Gives a document that is a JSON object. Raises SignInRefused like `document`, and forgets what it cannot read."""
    body = document(url, anew=anew)
    try:
        return read_object(body, url)
    except SignInRefused:
        forget(url)
        raise


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
    if url:
        _documents.pop(url, None)
    else:
        _documents.clear()
