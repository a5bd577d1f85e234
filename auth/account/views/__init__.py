"""The pages of the own account."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from . import confirm, devices  # noqa: E402  (they add their routes to the blueprint)

__all__ = ["blueprint", "confirm", "devices"]
