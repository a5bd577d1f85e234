"""What may be stored as a draft: what a form holds, however unfinished."""

from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalId, Prose

from .models import BODY

CHOICES = ("desk", "language", "urgency", "urgency_reason")
Version = Annotated[int, Field(ge=0, le=2**31)]


class DraftForm(Form):
    """A text as it stands. `version` is the one that the device began with, 0 for a new draft."""

    sort: Literal["post", "comment", "edit", "question", "question-edit", "answer", "answer-edit", "announcement"] = (
        "post"
    )
    place: Annotated[str, Line(80, 1)]
    key: Annotated[str, Line(40, 8)]
    version: Version = 0
    about: Annotated[str, Line(60)] = ""
    parent: OptionalId = None
    audience: Annotated[str, Line(64)] = ""
    title: Annotated[str, Line(150)] = ""
    tags: Annotated[str, Line(200)] = ""
    desk: Annotated[str, Line(60)] = ""
    language: Literal["", "de", "en"] = ""
    urgency: Literal["", "normal", "soon", "now"] = ""
    urgency_reason: Annotated[str, Line(300)] = ""
    body: Annotated[str, Prose(BODY)] = ""
    attachments: Annotated[tuple[EntityId, ...], Field(max_length=20)] = ()

    @property
    def choices(self) -> dict[str, str]:
        """What else was chosen, by field."""
        return {name: value for name in CHOICES if (value := getattr(self, name))}


class DueForm(Form):
    """A day and a time as a clock on the wall of a time zone shows them."""

    day: Annotated[str, Line(10, 1)]
    time: Annotated[str, Line(5, 1)]
    zone: Annotated[str, Line(64)] = ""


@lru_cache(maxsize=1)
def known_zones() -> tuple[str, ...]:
    """Gives the names of the time zones that people live in, by name."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return tuple(sorted(name for name in available_timezones() if name.startswith(areas) or name == "UTC"))
