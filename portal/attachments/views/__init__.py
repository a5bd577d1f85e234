"""Uploading, serving, describing, listing and discarding files."""

from flask import Blueprint

blueprint = Blueprint("attachments", __name__)

from . import listing, serving, uploading  # noqa: E402, F401  (importing adds the routes)
