"""The pages of desks: setting them up, their boards, their texts; one blueprint for all of them."""

from flask import Blueprint

blueprint = Blueprint("desks", __name__)

from . import boards, desks, texts  # noqa: E402, F401  (they register their pages with the blueprint)
