"""Providers in the table, and their secrets: encrypted with a key derived from the portal's, which is not in there."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.core import clock, db, jobs

from . import configuration
from .models import DoorUse, Handover, ProviderFault, ProviderRow, UsedMessage

_MINUTE = timedelta(minutes=1)
_PURPOSE = b"foyer: secrets of sign-in providers"


def kept() -> list[dict[str, Any]]:
    """Gives all entries of the table, with their secrets opened; a secret that cannot be opened is left out."""
    rows = db.session.scalars(select(ProviderRow).order_by(ProviderRow.key))
    return [row.settings | opened(row.secrets) | {"key": row.key, "kind": row.kind} for row in rows]


def row(key: str) -> ProviderRow | None:
    """Gives an entry of the table as it is kept, or None."""
    return db.session.get(ProviderRow, key)


def keep(key: str, kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    """Writes an entry, with all its secrets."""
    row = {
        "key": key,
        "kind": kind,
        "settings": dict(settings),
        "secrets": closed(secrets),
        "changed_at": clock.now(),
    }
    db.upsert(ProviderRow, row, keys=("key",), update={name: row[name] for name in row if name != "key"})


def drop(key: str) -> None:
    """Removes an entry. The accounts that it proved stay, and belong to it again when it comes back."""
    db.session.execute(delete(ProviderRow).where(ProviderRow.key == key))
    db.session.execute(delete(DoorUse).where(DoorUse.provider == key))


def closed(secrets: Mapping[str, str]) -> str:
    """Encrypts secrets."""
    if not secrets:
        return ""
    return str(_box().encrypt(json.dumps(dict(secrets)).encode()).decode())


def opened(text: str) -> dict[str, str]:
    """Decrypts secrets; nothing comes back where the portal's secret key has changed since."""
    from cryptography.fernet import InvalidToken

    if not text:
        return {}
    try:
        found: dict[str, str] = json.loads(_box().decrypt(text.encode()))
    except InvalidToken:
        return {}
    return found


def _box() -> Any:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(configuration.secret_key().encode())))


def note_fault(provider: str, reason: str, cause: str) -> None:
    """Keeps why a sign-in failed, for administrators; one row for each provider and reason."""
    now = clock.now()
    row = {"provider": provider, "reason": reason, "cause": cause[:1000], "at": now, "times": 1}
    update = {"cause": cause[:1000], "at": now, "times": ProviderFault.times + 1}
    db.upsert(ProviderFault, row, keys=("provider", "reason"), update=update)


def keep_fault(provider: str, reason: str, cause: str) -> None:
    """Keeps it in a unit of work of its own: what the request has begun is taken back."""
    db.session.remove()
    with db.unit_of_work():
        note_fault(provider, reason, cause)


def note_use(provider: str) -> None:
    """Keeps that somebody has come in by a provider, at most once a minute; an empty key is a local account."""
    now = clock.now()
    last = db.session.scalar(select(DoorUse.opened_at).where(DoorUse.provider == provider))
    if last is None or last < now - _MINUTE:
        row = {"provider": provider, "opened_at": now}
        db.upsert(DoorUse, row, keys=("provider",), update={"opened_at": now})


def uses() -> dict[str, datetime]:
    """Gives when somebody last came in, by the provider's key."""
    return {use.provider: use.opened_at for use in db.session.scalars(select(DoorUse))}


def faults() -> dict[str, list[ProviderFault]]:
    """Gives the latest faults of each provider, newest first."""
    found: dict[str, list[ProviderFault]] = {}
    for fault in db.session.scalars(select(ProviderFault).order_by(ProviderFault.at.desc()).limit(200)):
        found.setdefault(fault.provider, []).append(fault)
    return found


@jobs.every(hours=1)
def forget_old_messages() -> None:
    """Removes what is too old to be used again, and faults that nobody has met for a month."""
    now = clock.now()
    db.session.execute(delete(Handover).where(Handover.expires_at < now))
    db.session.execute(delete(UsedMessage).where(UsedMessage.expires_at < now))
    db.session.execute(delete(ProviderFault).where(ProviderFault.at < now - timedelta(days=30)))
