"""The pages of the own account, and those on which a local account proves itself."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from . import confirm, devices, known, passkeys, passwords, second, security  # noqa: E402  (they add routes)

__all__ = ["blueprint", "confirm", "devices", "known", "passkeys", "passwords", "second", "security"]
