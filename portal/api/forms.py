"""What may be sent in to make tokens, integrations and webhooks."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from portal.core.forms import Form, Line

from .heard import EVENTS
from .models import NAME, URL
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

    name: Annotated[str, Line(NAME, 1)]
    scopes: Scopes = ()
    days: Literal["7", "30", "90", "365"] = "90"

    _scopes = field_validator("scopes")(_checked)


class ClientForm(Form):
    """A new integration."""

    name: Annotated[str, Line(NAME, 2)]
    purpose: Annotated[str, Line(300)] = ""
    scopes: Scopes = ()
    days: Literal["7", "30", "90", "365"] = "365"

    _scopes = field_validator("scopes")(_checked)


class FeedForm(Form):
    """A new address for feed readers."""

    place: Annotated[str, Line(NAME, 1)]


class RenewForm(Form):
    """For how many days a new secret lasts."""

    days: Literal["7", "30", "90", "365"] = "365"


def _events(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise PydanticCustomError("empty", "")
    if set(value) - set(EVENTS):
        raise PydanticCustomError("enum", "")
    return tuple(name for name in EVENTS if name in value)


class HookForm(Form):
    """A webhook: where it leads, whose events it hears, and which of them."""

    name: Annotated[str, Line(NAME, 1)]
    url: Annotated[str, Line(URL, 8)]
    audience: Annotated[str, Line(64, 1)]
    events: Scopes = ()

    _heard = field_validator("events")(_events)


class SwitchForm(Form):
    """Whether a webhook listens."""

    is_active: bool
