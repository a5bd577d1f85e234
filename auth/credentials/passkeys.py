"""Passkeys (WebAuthn, level 2): a device proves who it is by a signature, and that its owner unlocked it.

A challenge travels signed in a token, holds for five minutes and is good once.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, func, select

from portal.core import clock, db
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _

from ..models import User
from .models import Passkey, Spent

MOST = 20
_SECONDS = 300
_ID = re.compile("[A-Za-z0-9_-]{1,1400}")


class Party(NamedTuple):
    """Who asks: the host that passkeys are bound to, the address that browsers name, the portal's name, its key."""

    host: str
    origin: str
    name: str
    secret_key: str


def my_passkeys(user: User) -> list[Passkey]:
    """Gives the account's passkeys, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)))


def options_to_register(party: Party, user: User) -> dict[str, Any]:
    """Gives what a browser needs to make a passkey for the account, and the token that belongs to it."""
    import webauthn
    from webauthn.helpers import structs

    challenge = secrets.token_bytes(32)
    wanted = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=hmac.digest(party.secret_key.encode(), f"passkey {user.id}".encode(), "sha256"),
        user_name=user.email or user.slug,
        user_display_name=user.name,
        challenge=challenge,
        authenticator_selection=wanted,
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=_bytes(key.credential_id)) for key in my_passkeys(user)
        ],
    )
    return _answer(party, webauthn.options_to_json(options), challenge, user.id)


def options_to_sign_in(party: Party) -> dict[str, Any]:
    """Gives what a browser needs to offer the passkeys that it has for this portal, whoever's they are."""
    import webauthn
    from webauthn.helpers import structs

    challenge = secrets.token_bytes(32)
    must = structs.UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(rp_id=party.host, challenge=challenge, user_verification=must)
    return _answer(party, webauthn.options_to_json(options), challenge, 0)


def _answer(party: Party, options: str, challenge: bytes, user_id: int) -> dict[str, Any]:
    token = _serializer(party).dumps([base64.b64encode(challenge).decode(), user_id])
    return {"token": token, "options": json.loads(options)}


def register(party: Party, user: User, *, token: str, credential: str, name: str) -> Passkey:
    """Keeps a new passkey. Raises Invalid for an answer that does not fit, Conflict for one that is kept already."""
    import webauthn

    challenge = _challenge(party, token, user.id)
    if len(my_passkeys(user)) >= MOST:
        raise Invalid("name", _("There are %(n)s already. Remove one first.", n=MOST))
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _nonsense() as error:
        raise Invalid("credential", _failed()) from error
    passkey = Passkey(
        user_id=user.id,
        credential_id=_letters(found.credential_id),
        public_key=_letters(found.credential_public_key),
        sign_count=found.sign_count,
        name=name,
        created_at=clock.now(),
    )
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == passkey.credential_id)):
        raise Conflict(_("This passkey is kept already."))
    db.session.add(passkey)
    db.session.flush()
    return passkey


def owner(party: Party, *, token: str, credential: str) -> User:
    """Gives whose passkey has signed. Raises Invalid, the same for everything that does not fit."""
    import webauthn

    challenge = _challenge(party, token, 0)
    passkey = db.session.scalar(select(Passkey).where(Passkey.credential_id == _named(credential)).with_for_update())
    user = db.session.get(User, passkey.user_id) if passkey is not None else None
    if passkey is None or user is None or not user.is_active:
        raise Invalid("credential", _failed())
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _nonsense() as error:
        raise Invalid("credential", _failed()) from error
    passkey.sign_count, passkey.last_used_on = found.new_sign_count, clock.now().date()
    db.session.flush()
    return user


def remove(user: User, passkey_id: int) -> None:
    """Removes a passkey of the account. Raises NotFound for one of somebody else."""
    own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user.id).returning(Passkey.id)
    if db.session.scalar(own) is None:
        raise NotFound


def count(user: User) -> int:
    """Gives how many passkeys the account has."""
    return db.session.scalar(select(func.count()).where(Passkey.user_id == user.id)) or 0


def _challenge(party: Party, token: str, user_id: int) -> bytes:
    """The challenge of a token, which is used up by it."""
    try:
        challenge, meant_for = _serializer(party).loads(token, max_age=_SECONDS)
    except BadSignature as error:
        raise Invalid("credential", _("That took too long. Please begin once more.")) from error
    if meant_for != user_id:
        raise Invalid("credential", _failed())
    mark = {"hash": hashlib.sha256(token.encode()).hexdigest(), "expires_at": clock.now() + timedelta(seconds=_SECONDS)}
    if db.session.scalar(db.insert(Spent).values(**mark).on_conflict_do_nothing().returning(Spent.hash)) is None:
        raise Invalid("credential", _failed())
    return base64.b64decode(challenge)


def _named(credential: str) -> str:
    try:
        said = json.loads(credential)
        name = said.get("id") if isinstance(said, dict) else ""
    except (ValueError, RecursionError):
        return ""
    return name if isinstance(name, str) and _ID.fullmatch(name) else ""


def _nonsense() -> tuple[type[Exception], ...]:
    """What the library raises for answers that no browser gives; its own errors are for those that it foresaw."""
    from webauthn.helpers.exceptions import WebAuthnException

    return (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def _failed() -> str:
    return _("The passkey could not be checked. Try again, or sign in another way.")


def _serializer(party: Party) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(party.secret_key, salt="passkey")


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
