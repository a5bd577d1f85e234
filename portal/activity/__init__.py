"""Activity: what stands in the feed, one row a subject, written when an event says so and moved with its audience."""

from flask import Flask

from .models import Entry
from .queries import Stretch, stretch

__all__ = ["Entry", "Stretch", "register", "stretch"]


def register(app: Flask) -> None:  # noqa: ARG001  (every slice is registered alike)
    """Enters the slice into the application."""
    from . import subscribers  # noqa: F401  (importing registers)
