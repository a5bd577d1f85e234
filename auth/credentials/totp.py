"""A second factor: codes of a device (RFC 6238), each good once, and codes on paper for when the device is lost."""

import base64
import hashlib
import hmac
import secrets

from sqlalchemy import delete, func, select

from portal.core import clock, db
from portal.core.errors import Invalid
from portal.core.i18n import _

from ..models import User
from .models import RecoveryCode, Totp
from .sealing import seal, unseal

STEP = 30
RECOVERY_CODES = 10
_FAR = 120  # steps: an hour, for which a wrong clock is told from a wrong code
_PURPOSE = "totp"


def new_secret() -> str:
    """Gives a secret to be shown to a device, in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(secret: str, user: User, brand: str) -> str:
    """Gives the otpauth address that a device reads from a picture."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=user.email or user.slug, issuer_name=brand)


def has_totp(user: User) -> bool:
    """Whether the account asks for a second factor."""
    return db.session.scalar(select(Totp.user_id).where(Totp.user_id == user.id)) is not None


def turn_on(user: User, secret: str, code: str, secret_key: str) -> list[str]:
    """Has the account ask for codes from now on; gives those on paper, shown once. Raises Invalid for a wrong code."""
    step = _step_of(secret, code, 0)
    if step is None:
        raise Invalid("code", _("This code does not fit. Look whether the clock of the device is right."))
    new = {"sealed": seal(secret_key, _PURPOSE, secret), "last_step": step, "created_at": clock.now()}
    db.upsert(Totp, {"user_id": user.id} | new, keys=("user_id",), update=new)
    return renew_recovery_codes(user)


def turn_off(user: User) -> None:
    """Has the account ask for no codes any more."""
    for model in (Totp, RecoveryCode):
        db.session.execute(delete(model).where(model.user_id == user.id).execution_options(synchronize_session=False))


def renew_recovery_codes(user: User) -> list[str]:
    """Gives new codes for when the device is lost; those of before open nothing any more."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(hash=_hash(user.id, code), user_id=user.id) for code in codes)
    db.session.flush()
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def recovery_codes_left(user: User) -> int:
    """Gives how many codes on paper are still good."""
    return db.session.scalar(select(func.count()).where(RecoveryCode.user_id == user.id)) or 0


def is_right(user: User, code: str, secret_key: str) -> bool:
    """Whether a code of the device, or one on paper, is right; each is used up by it."""
    said = _said(code)
    if len(said) == 16:
        used = delete(RecoveryCode).where(RecoveryCode.hash == _hash(user.id, said)).returning(RecoveryCode.hash)
        return db.session.scalar(used) is not None
    row = db.session.scalar(select(Totp).where(Totp.user_id == user.id).with_for_update())
    if row is None:
        return False
    step = _step_of(unseal(secret_key, _PURPOSE, row.sealed), said, row.last_step)
    if step is None:
        return False
    row.last_step = step
    db.session.flush()
    return True


def why_not(user: User, code: str, secret_key: str) -> str:
    """Says for administrators why a code was refused."""
    row = db.session.get(Totp, user.id)
    secret = unseal(secret_key, _PURPOSE, row.sealed) if row is not None else ""
    if not secret:
        return "the account asks for no codes, or its secret cannot be opened with this installation's key"
    now, said = int(clock.now().timestamp()) // STEP, _said(code)
    off = next((step for step in range(-_FAR, _FAR + 1) if _fits(secret, now + step, said)), None)
    if off is None:
        return "wrong code"
    if abs(off) > 1:
        return f"the clock of the device is off by {abs(off) * STEP // 60} minutes"
    return "a code that was used before"


def _said(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _step_of(secret: str, code: str, last: int) -> int | None:
    """The step that a code belongs to: this one or a neighbour, never one that was used before."""
    now = int(clock.now().timestamp()) // STEP
    fitting = (step for step in (now - 1, now, now + 1) if secret and _fits(secret, step, code))
    return next((step for step in fitting if step > last), None)


def _fits(secret: str, step: int, code: str) -> bool:
    """Compared as bytes: somebody may type digits of another script, which are no ASCII."""
    import pyotp

    return hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), code.strip().encode())


def _hash(user_id: int, code: str) -> str:
    return hashlib.sha256(f"{user_id}:{code}".encode()).hexdigest()
