"""What may be sent in by those who print letters, and by those who got one."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalId


class LettersFilter(Form):
    """Whose letters are listed."""

    view: Literal["none", "open", "over", "in", "all"] = "none"
    q: Annotated[str, Line(100)] = ""
    unit: OptionalId = None


class PrintForm(LettersFilter):
    """For whom letters are printed: those chosen, or `everyone` whom the list shows."""

    people: Annotated[tuple[EntityId, ...], Field(max_length=200)] = ()
    everyone: Literal["", "yes"] = ""


class CodeForm(Form):
    """The code of a letter, as somebody types it."""

    code: Annotated[str, Line(60, 1)]


class PinForm(Form):
    """A new PIN, typed twice, and whether several people use the device."""

    pin: Annotated[str, Line(40, 1)]
    pin_again: Annotated[str, Line(40)] = ""
    device: Literal["own", "shared"] = "own"


class NewPasskeyForm(Form):
    """A new passkey, and the token of the challenge that it signed."""

    token: Annotated[str, Field(max_length=2000)] = ""
    credential: Annotated[str, Field(max_length=20_000)] = ""
    name: Annotated[str, Line(80, 1)]
