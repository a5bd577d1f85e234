"""What may be said about a file, and asked of a list of files."""

from typing import Annotated, Literal

from portal.core.forms import Form, Line

from .models import ALT


class AltForm(Form):
    """What is to be seen on a picture."""

    alt: Annotated[str, Line(ALT)] = ""


class FilesForm(Form):
    """Which files: of one kind, or all; `after` goes on where a stretch ended."""

    kind: Literal["", "picture", "video", "audio", "document", "other"] = ""
    after: Annotated[str, Line(300)] = ""
