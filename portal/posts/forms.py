"""What may be sent in about posts."""

from typing import Annotated

from pydantic import Field

from portal.core.forms import EntityId, Form, line, prose

from .models import BODY, TITLE


class PostForm(Form):
    """A new post. `key` is made by the page that it is written on: sent twice it is one post."""

    audience: line(64, 1)  # type: ignore[valid-type]  # `line` gives a type
    title: line(TITLE) = ""  # type: ignore[valid-type]  # `line` gives a type
    body: prose(BODY, 1)  # type: ignore[valid-type]  # `prose` gives a type
    key: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    attachments: Annotated[tuple[EntityId, ...], Field(max_length=20)] = ()


class EditForm(Form):
    """A changed post. `version` is the one that the author began with."""

    title: line(TITLE) = ""  # type: ignore[valid-type]  # `line` gives a type
    body: prose(BODY, 1)  # type: ignore[valid-type]  # `prose` gives a type
    version: Annotated[int, Field(ge=1, le=2**31)]
    attachments: Annotated[tuple[EntityId, ...], Field(max_length=20)] = ()


class RemovalForm(Form):
    """Why somebody else's post is removed."""

    reason: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type
