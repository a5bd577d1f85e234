"""Signing out: by which of a provider's sessions one came in, and ending ours when theirs has ended."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from portal.core import db

from .. import session
from ..identities import Proven
from ..models import Session
from . import flows, oidc, oidc_tokens
from .contract import Provider, SignInRefused
from .models import SessionOrigin

_LONGEST = 8000
_REMEMBERED = 1200  # seconds, longer than a logout token may be under way


def note(session_id: int, origin: Mapping[str, str]) -> None:
    """Keeps by which session of a provider this one began."""
    hint = json.dumps({name: origin[name] for name in ("leave", "format", "qualifier") if origin.get(name)})
    row = SessionOrigin(
        session_id=session_id,
        provider=origin["provider"],
        subject=origin["subject"][:255],
        sid=origin.get("sid", "")[:255],
        hint=hint if len(hint) <= _LONGEST else "{}",
    )
    db.session.add(row)
    db.session.flush()


def origin_of(session_id: int) -> dict[str, str] | None:
    """Gives by which session of a provider this one began, or None for a local one."""
    row = db.session.get(SessionOrigin, session_id)
    if row is None:
        return None
    more: dict[str, str] = json.loads(row.hint or "{}")
    return {"provider": row.provider, "subject": row.subject, "sid": row.sid} | more


def end(provider: str, *, subject: str, sids: Sequence[str]) -> int:
    """Ends the sessions that began by one of these sessions of the provider, or all of the subject where none is named.

    Gives how many.
    """
    theirs = select(SessionOrigin.session_id).where(SessionOrigin.provider == provider)
    if sids:
        theirs = theirs.where(SessionOrigin.sid.in_(list(sids)))
    if subject or not sids:
        theirs = theirs.where(SessionOrigin.subject == subject)
    return session.end(Session.id.in_(theirs))


def logout_claims(provider: Provider, token: str) -> dict[str, Any]:
    """Gives who is signed out by a logout token, which counts once. Raises SignInRefused."""
    found = oidc.metadata(provider.settings)
    claims = oidc_tokens.logout_token(token, provider.settings, found)
    if not flows.is_first_use(provider.key, claims["jti"], seconds=_REMEMBERED):
        raise SignInRefused("refused", "the logout token was used before")
    return claims


def with_return(url: str, back: str) -> str:
    """Adds to the address of a provider's way out where it leads afterwards."""
    return f"{url}&{urlencode({'post_logout_redirect_uri': back})}" if url else ""


def packed(proven: Proven) -> dict[str, Any]:
    """Gives what was proven as JSON takes it."""
    return asdict(proven) | {"groups": None if proven.groups is None else sorted(proven.groups)}


def unpacked(data: Mapping[str, Any]) -> Proven:
    """Gives back what was packed."""
    return Proven(**dict(data) | {"groups": None if data["groups"] is None else frozenset(data["groups"])})
