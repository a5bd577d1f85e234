"""Signatures of webhooks, as Standard Webhooks (standardwebhooks.com) has them.

A secret is derived from the installation's key and the hook's salt, so it stands nowhere; a new salt is a new secret.
"""

import base64
import hashlib
import hmac
import secrets
from typing import NamedTuple

from portal.config import Settings


class _Kept(NamedTuple):
    key: bytes
    inside: frozenset[str]


_kept = _Kept(b"", frozenset())


def configure(settings: Settings) -> None:
    """Takes the installation's key, and the hosts inside that webhooks may go to."""
    global _kept
    _kept = _Kept(settings.secret_key.encode(), frozenset(settings.webhook_hosts.lower().split()))


def inside() -> frozenset[str]:
    """Gives the hosts, with their ports, that may lie inside and need no https."""
    return _kept.inside


def new_salt() -> str:
    """Gives what makes a hook's secret its own."""
    return secrets.token_urlsafe(32)


def _key(salt: str) -> bytes:
    return hmac.new(_kept.key, b"webhook:" + salt.encode(), hashlib.sha256).digest()


def secret(salt: str) -> str:
    """Gives the secret that the receiver has to know."""
    return "whsec_" + base64.b64encode(_key(salt)).decode()


def headers(salt: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Gives the headers that prove where a message comes from, when it was sent, and what was in it."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    proof = base64.b64encode(hmac.new(_key(salt), signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{proof}"}
