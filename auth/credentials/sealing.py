"""Sealing what has to be read again, with a key that follows from the installation's: AES-GCM, a nonce each."""

import base64
import hashlib
import hmac
import os


def _key(secret_key: str, purpose: str) -> bytes:
    return hmac.new(secret_key.encode(), f"foyer {purpose}".encode(), hashlib.sha256).digest()


def seal(secret_key: str, purpose: str, text: str) -> str:
    """Gives the text, sealed for one purpose, as letters."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    sealed = AESGCM(_key(secret_key, purpose)).encrypt(nonce, text.encode(), purpose.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(secret_key: str, purpose: str, sealed: str) -> str:
    """Gives the text again, or nothing where it was changed or sealed with another key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.b64decode(sealed)
        return AESGCM(_key(secret_key, purpose)).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except (InvalidTag, ValueError):
        return ""
