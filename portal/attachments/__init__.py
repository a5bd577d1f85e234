"""Attachments: pictures and files. Uploaded first, for the uploader alone, then adopted by what is written."""

from typing import Any

from .actions import adopt, attach, describe, hand_over, let_go
from .events import AttachmentDescribed, AttachmentReady, AttachmentRefused, InfectionFound
from .forms import AltForm, FilesForm
from .lists import Listed, files_in, my_files
from .making import Width
from .models import Attachment, Rendition
from .queries import File, contents_on, digest_of, files_of, names_on, shown, waiting_of
from .scanner import answers as scanner_answers
from .taking import Kept, NoRoom, keep_ready, keep_with_widths, take_in, take_in_all

__all__ = [
    "AltForm",
    "Attachment",
    "AttachmentDescribed",
    "AttachmentReady",
    "AttachmentRefused",
    "File",
    "FilesForm",
    "InfectionFound",
    "Kept",
    "Listed",
    "NoRoom",
    "Rendition",
    "Width",
    "adopt",
    "attach",
    "contents_on",
    "describe",
    "digest_of",
    "files_in",
    "files_of",
    "hand_over",
    "keep_ready",
    "keep_with_widths",
    "let_go",
    "my_files",
    "names_on",
    "register",
    "scanner_answers",
    "shown",
    "take_in",
    "take_in_all",
    "waiting_of",
]


def register(app: Any) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, storage
    from portal.core.i18n import lazy_

    from . import policy, queries, setup, subscribers, tidying, views

    setup.configure(app.settings)
    storage.speaks(queries.spoken)
    storage.speaks(tidying.photos)
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals["upload_most"] = setup.most_bytes
    app.jinja_env.filters["filesize"] = queries.size_text
    navigation.add("attachments.mine", label=lazy_("My files"), icon="paperclip", order=65, area="settings")
    assert policy, subscribers
