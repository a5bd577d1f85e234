"""What may be sent in about posts."""

import secrets
from typing import Annotated

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, Prose

from .models import BODY, TITLE

Attachments = Annotated[tuple[EntityId, ...], Field(max_length=20)]


class PostForm(Form):
    """A new post. `key` is made by the page that it is written on: sent twice it is one post."""

    audience: Annotated[str, Line(64, 1)]
    title: Annotated[str, Line(TITLE)] = ""
    body: Annotated[str, Prose(BODY, 1)]
    key: Annotated[str, Line(40)] = ""
    attachments: Attachments = ()

    def with_files(self, more: list[int]) -> "PostForm":
        """Gives the form with files that came along with it."""
        return self.model_copy(update={"attachments": (*self.attachments, *more)})


class EditForm(Form):
    """A changed post. `version` is the one that the author began with; of a `quiet` change nobody is told.

    `key` is the one of the draft that ends with it.
    """

    title: Annotated[str, Line(TITLE)] = ""
    body: Annotated[str, Prose(BODY, 1)]
    version: Annotated[int, Field(ge=1, le=2**31)]
    attachments: Attachments = ()
    quiet: bool = False
    key: Annotated[str, Line(40)] = ""

    def with_files(self, more: list[int]) -> "EditForm":
        """Gives the form with files that came along with it."""
        return self.model_copy(update={"attachments": (*self.attachments, *more)})


class RemovalForm(Form):
    """Why somebody else's post is removed."""

    reason: Annotated[str, Line(300)] = ""


def new_key() -> str:
    """Gives a key for a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)
