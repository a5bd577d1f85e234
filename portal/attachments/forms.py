"""What may be said about a file, and asked of a list of files."""

from typing import Literal

from portal.core.forms import Form, line

from .models import ALT


class AltForm(Form):
    """What is to be seen on a picture."""

    alt: line(ALT) = ""  # type: ignore[valid-type]  # `line` gives a type


class FilesForm(Form):
    """Which files: of one kind, or all; `after` goes on where a stretch ended."""

    kind: Literal["", "picture", "video", "audio", "document", "other"] = ""
    after: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type
