"""The addresses of the protocol below /scim/v2, and the page where IT makes tokens."""

from importlib import import_module

from flask import Blueprint

from .answers import ROOT, said

protocol = Blueprint("scim_v2", __name__, url_prefix=ROOT)
pages = Blueprint("scim", __name__)

__all__ = ["ROOT", "open_doors", "pages", "protocol", "said"]


def open_doors() -> None:
    """Imports what registers addresses."""
    for name in ("resources", "discovery", "bulk", "clients"):
        import_module(f"{__name__}.{name}")
