"""Audit: every act of power over other people leaves an entry that nobody can change."""

from flask import Flask

from .models import Entry
from .queries import entries_about, latest_entry

__all__ = ["Entry", "entries_about", "latest_entry", "register"]


def register(app: Flask) -> None:  # noqa: ARG001  (every slice is registered alike)
    """Enters the slice into the application."""
    from . import subscribers  # noqa: F401  (importing registers)
