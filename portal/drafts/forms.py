"""What may be stored as a draft: what a form holds, however unfinished."""

from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field

from portal.core.forms import EntityId, Form, OptionalId, line, prose

from .models import BODY

Version = Annotated[int, Field(ge=0, le=2**31)]


class DraftForm(Form):
    """A text as it stands. `version` is the one that the device began with, 0 for a new draft."""

    sort: Literal["post", "comment", "edit", "question", "question-edit", "answer", "answer-edit"] = "post"
    place: line(80, 1)  # type: ignore[valid-type]  # `line` gives a type
    key: line(40, 8)  # type: ignore[valid-type]  # `line` gives a type
    version: Version = 0
    about: line(60) = ""  # type: ignore[valid-type]  # `line` gives a type
    parent: OptionalId = None
    audience: line(64) = ""  # type: ignore[valid-type]  # `line` gives a type
    title: line(150) = ""  # type: ignore[valid-type]  # `line` gives a type
    tags: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    body: prose(BODY) = ""  # type: ignore[valid-type]  # `prose` gives a type
    attachments: Annotated[tuple[EntityId, ...], Field(max_length=20)] = ()


class DueForm(Form):
    """A day and a time as a clock on the wall of a time zone shows them."""

    day: line(10, 1)  # type: ignore[valid-type]  # `line` gives a type
    time: line(5, 1)  # type: ignore[valid-type]  # `line` gives a type
    zone: line(64) = ""  # type: ignore[valid-type]  # `line` gives a type


@lru_cache(maxsize=1)
def known_zones() -> tuple[str, ...]:
    """Gives the names of the time zones that people live in, by name."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return tuple(sorted(name for name in available_timezones() if name.startswith(areas) or name == "UTC"))
