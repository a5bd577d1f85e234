"""The pages of the own account, and those on which a local account proves itself."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from . import confirm, devices, known, passwords, second, security  # noqa: E402  (they add routes to the blueprint)

__all__ = ["blueprint", "confirm", "devices", "known", "passwords", "second", "security"]
