"""What may be sent in to make tokens and integrations."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from portal.core.forms import Form, line

from .models import NAME
from .scopes import SCOPES

DAYS = (7, 30, 90, 365)
Scopes = Annotated[tuple[str, ...], Field(max_length=100, validate_default=True)]


def _checked(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise PydanticCustomError("empty", "")
    if set(value) - set(SCOPES):
        raise PydanticCustomError("enum", "")
    return tuple(name for name in SCOPES if name in value)


class TokenForm(Form):
    """A new token: what it is for, what it may be used for, and for how many days."""

    name: line(NAME, 1)  # type: ignore[valid-type]  # `line` gives a type
    scopes: Scopes = ()
    days: Literal["7", "30", "90", "365"] = "90"

    _scopes = field_validator("scopes")(_checked)


class ClientForm(Form):
    """A new integration."""

    name: line(NAME, 2)  # type: ignore[valid-type]  # `line` gives a type
    purpose: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type
    scopes: Scopes = ()
    days: Literal["7", "30", "90", "365"] = "365"

    _scopes = field_validator("scopes")(_checked)


class FeedForm(Form):
    """A new address for feed readers."""

    place: line(NAME, 1)  # type: ignore[valid-type]  # `line` gives a type


class RenewForm(Form):
    """For how many days a new secret lasts."""

    days: Literal["7", "30", "90", "365"] = "365"
