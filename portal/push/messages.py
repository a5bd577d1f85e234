"""What goes over the wire: a message only the device can read (RFC 8291), signed by the portal (RFC 8292).

The two libraries load a large one below them, so they are imported where a worker needs them, not at the start.
"""

import base64
import os
import time
from typing import Any

KEY_BYTES, SECRET_BYTES = 65, 16
_SIGNED_SECONDS = 12 * 3600


def raw(text: str) -> bytes:
    """Reads unpadded base64 as browsers write it. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def written(content: bytes) -> str:
    """Writes bytes as browsers do."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def new_keys() -> tuple[str, str]:
    """Makes a pair of keys on P-256; gives the public and the private one."""
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    return written(_point(private)), written(private.private_numbers().private_value.to_bytes(32, "big"))


def _point(private: Any) -> bytes:
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.UncompressedPoint
    content: bytes = private.public_key().public_bytes(serialization.Encoding.X962, form)
    return content


def encrypt(content: bytes, p256dh: str, auth: str) -> bytes:
    """Encrypts for one device, with a key and a salt of its own. Raises ValueError for keys that are none."""
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    body: bytes = http_ece.encrypt(
        content,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=raw(p256dh),
        auth_secret=raw(auth),
        version="aes128gcm",
    )
    return body


def authorization(private: str, audience: str, contact: str) -> str:
    """Gives the header by which a push service knows the portal; `audience` is the service's origin."""
    from py_vapid import Vapid02

    claims = {"aud": audience, "sub": contact, "exp": int(time.time()) + _SIGNED_SECONDS}
    header: str = Vapid02.from_raw(private.encode()).sign(claims)["Authorization"]
    return header
