"""Attachments: pictures and files. Uploaded first, for the uploader alone, then adopted by what is written."""

from flask import Flask

from .actions import Kept, adopt, attach, describe, let_go, take_in
from .events import AttachmentDescribed
from .forms import AltForm
from .models import Attachment
from .queries import File, files_of, names_on, shown, waiting_of

__all__ = [
    "AltForm",
    "Attachment",
    "AttachmentDescribed",
    "File",
    "Kept",
    "adopt",
    "attach",
    "describe",
    "files_of",
    "let_go",
    "names_on",
    "register",
    "shown",
    "take_in",
    "waiting_of",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
