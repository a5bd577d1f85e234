"""The blueprint that all pages of the slice belong to."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
