"""Nobody comes in this way: a sentence for the person, the exact cause for the log and for administrators."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Response, g

from portal.core import db
from portal.core.web import page

from . import flows, store
from .contract import Provider, SignInRefused, one_line

log = logging.getLogger(__name__)
_STATUS = {"unreachable": 503, "misconfigured": 503, "refused": 400}


def refuse(
    provider: Provider | None,
    refused: SignInRefused,
    *,
    state: str = "",
    onward: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """Says in a sentence that it did not work; the exact cause goes to the log and to administrators.

    `onward` holds where one wanted to go and what was being sent, for another attempt.
    """
    note(provider, refused.reason, refused.cause, state=state)
    return _refusal(refused, onward)


def _refusal(refused: SignInRefused, onward: Mapping[str, Any] = MappingProxyType({})) -> Response:
    status, reference = _STATUS.get(refused.reason, 403), getattr(g, "reference", "")
    kept = {name: onward.get(name, "") for name in ("next", "resume")}
    return page("auth/refused.html", status, message=refused.message, reference=reference, **kept)


def note(provider: Provider | None, reason: str, cause: str, *, state: str = "") -> None:
    """Writes the exact cause into the log and for administrators; without a provider it is an account of the portal.

    What the request has begun is taken back. A sign-in that was under way by `state` is over.
    """
    key, cause = provider.key if provider is not None else "", one_line(cause)
    log.warning("sign-in by %s, %s %s: %s", key or "the portal", reason, getattr(g, "reference", ""), cause)
    db.session.remove()
    with db.unit_of_work():
        if state:
            flows.take(state, key)
        store.note_fault(key, reason, cause)


def stray(provider: Provider, cause: str) -> Response:
    """Refuses what belongs to no sign-in that is under way here, such as an answer that was used before."""
    note(provider, "stray", cause)
    return _refusal(SignInRefused("refused", cause))
