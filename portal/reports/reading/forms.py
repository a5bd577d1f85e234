"""What may be sent in to read what was reported."""

from typing import Annotated, Literal

from portal.core.forms import Form, Line, Prose


class AskForm(Form):
    """What somebody asks to read, and why."""

    about: Annotated[str, Line(60, 1)]
    reason: Annotated[str, Prose(500, 10)]


class AnswerForm(Form):
    """Whether the second person agrees, with a word on it that the author reads as well."""

    answer: Literal["agree", "decline"]
    word: Annotated[str, Prose(500, 3)]
