"""What may be sent in to read what was reported."""

from typing import Literal

from portal.core.forms import Form, line, prose


class AskForm(Form):
    """What somebody asks to read, and why."""

    about: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type
    reason: prose(500, 10)  # type: ignore[valid-type]  # `prose` gives a type


class AnswerForm(Form):
    """Whether the second person agrees, with a word on it that the author reads as well."""

    answer: Literal["agree", "decline"]
    word: prose(500, 3)  # type: ignore[valid-type]  # `prose` gives a type
