"""Drafts: what is begun and not sent yet, the same on all devices of a person, and what is to be sent at its time.

Slices above say how to go on with a draft of theirs, and how it is sent.
"""

from flask import Flask

from .actions import Stored, call_off, forget, schedule, store
from .forms import DraftForm, DueForm, known_zones
from .models import KEPT, Draft
from .queries import draft_of, latest_at, named_files
from .sorts import sort
from .times import due_fields, instant

__all__ = [
    "KEPT",
    "Draft",
    "DraftForm",
    "DueForm",
    "Stored",
    "call_off",
    "draft_of",
    "due_fields",
    "forget",
    "instant",
    "known_zones",
    "latest_at",
    "named_files",
    "register",
    "schedule",
    "sort",
    "store",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import jobs, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
