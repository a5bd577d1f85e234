"""What may be sent in about questions and answers."""

import re
import secrets
from typing import Annotated, Literal

from pydantic import Field

from portal.core import text
from portal.core.errors import Invalid
from portal.core.forms import EntityId, Form, Line, OptionalDay, Prose
from portal.core.i18n import _
from portal.topics import slug_of

from .models import BODY, REASON, TITLE

MOST_TAGS = 8
Attachments = Annotated[tuple[EntityId, ...], Field(max_length=20)]
Version = Annotated[int, Field(ge=1, le=2**31)]
_ADDRESS = re.compile(r"(?:^|/questions/|#)(\d{1,15})(?!\d)")
_BETWEEN = re.compile(r"[\s,;#]+")


class QuestionForm(Form):
    """A new question. `key` is made by the page that it is written on: sent twice it is one question.

    `desk` is the slug of the desk that is to answer, empty for none.
    """

    audience: Annotated[str, Line(64, 1)]
    title: Annotated[str, Line(TITLE, 1)]
    body: Annotated[str, Prose(BODY)] = ""
    tags: Annotated[str, Line(200)] = ""
    language: Literal["", "de", "en"] = ""
    urgency: Literal["normal", "soon", "now"] = "normal"
    urgency_reason: Annotated[str, Line(REASON)] = ""
    desk: Annotated[str, Line(60)] = ""
    key: Annotated[str, Line(40)] = ""
    attachments: Attachments = ()

    def with_files(self, more: list[int]) -> "QuestionForm":
        """Gives the form with files that came along with it."""
        return self.model_copy(update={"attachments": (*self.attachments, *more)})


class QuestionEditForm(QuestionForm):
    """A changed question. `version` is the one that the author began with; of a `quiet` change nobody is told."""

    audience: Annotated[str, Line(64)] = ""
    version: Version
    quiet: bool = False


class AnswerForm(Form):
    """A new answer. `key` is made by the page that it is written on: sent twice it is one answer.

    `texts` are those of a desk that it was written with.
    """

    body: Annotated[str, Prose(BODY, 1)]
    key: Annotated[str, Line(40)] = ""
    texts: Annotated[tuple[EntityId, ...], Field(max_length=20)] = ()
    attachments: Attachments = ()

    def with_files(self, more: list[int]) -> "AnswerForm":
        """Gives the form with files that came along with it."""
        return self.model_copy(update={"attachments": (*self.attachments, *more)})


class AnswerEditForm(AnswerForm):
    """A changed answer. `version` is the one that the author began with; of a `quiet` change nobody is told."""

    version: Version
    quiet: bool = False


class RemovalForm(Form):
    """Why something of somebody else's is removed."""

    reason: Annotated[str, Line(REASON)] = ""


class ClosingForm(Form):
    """Why nobody is to answer any more."""

    reason: Annotated[str, Line(REASON)] = ""


class MergeForm(Form):
    """The question in which another one goes on: its number, or its address as it was copied."""

    into: Annotated[str, Line(300, 1)]

    def number(self) -> int:
        """Gives the number. Raises Invalid for what names no question."""
        found = _ADDRESS.search(self.into)
        if found is None:
            raise Invalid("into", _("Put in the address of a question, such as /questions/12."))
        return int(found[1])


class MoveForm(Form):
    """Where a question is to stand, and why, where it is somebody else's."""

    audience: Annotated[str, Line(64, 1)]
    reason: Annotated[str, Line(REASON)] = ""


class SplitForm(QuestionForm):
    """The question under which answers go on, and which ones. It is for the same people."""

    audience: Annotated[str, Line(64)] = ""
    answers: tuple[EntityId, ...] = ()


class ConfirmationForm(Form):
    """Until and including which day an answer holds; empty for good."""

    valid_until: OptionalDay = None


class DoubtForm(Form):
    """Why an answer no longer holds."""

    reason: Annotated[str, Line(REASON)] = ""


class SuggestionForm(Form):
    """Other words for a question or an answer, and why."""

    title: Annotated[str, Line(TITLE)] = ""
    body: Annotated[str, Prose(BODY)] = ""
    note: Annotated[str, Line(REASON)] = ""


def tags_of(typed: str, named: tuple[str, ...] = ()) -> list[str]:
    """Gives the tags that were typed, with or without #, as they were spelled, and those named in a text, once each."""
    words = (text.TAG.fullmatch(f"#{word}") for word in _BETWEEN.split(typed) if word)
    found: dict[str, str] = {}
    for tag in (*(word[1] for word in words if word), *named):
        found.setdefault(slug_of(tag), tag)
    return list(found.values())[:MOST_TAGS]


def new_key() -> str:
    """Gives a key for a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)
