"""What is kept of passwords and PINs: argon2id hashes, and no more."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_LONGEST = 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hashed(secret: str) -> str:
    """Gives what is kept of a password or PIN."""
    return _hasher.hash(secret[:_LONGEST])


def fits(kept: str | None, secret: str) -> bool:
    """Whether this is the secret that the hash is kept of; takes as long where nothing is kept."""
    try:
        return _hasher.verify(kept or _nobody(), secret[:_LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("a secret that belongs to nobody")
