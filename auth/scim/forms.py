"""What may be sent in to set up clients."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from portal.core.forms import Form, Line

DAYS = (90, 180, 365, 730)
SCOPES = ("users:read", "users:write", "groups:read", "groups:write")


class RenewForm(Form):
    """For how many days a token is valid."""

    days: Literal["90", "180", "365", "730"] = "365"


class ClientForm(RenewForm):
    """A client: what it is called, the key under which accounts belong to it, and what it may do."""

    label: Annotated[str, Line(80, 1)]
    key: Annotated[str, Line(40, 1)]
    scopes: Annotated[tuple[str, ...], Field(max_length=10, validate_default=True)] = ()

    @field_validator("scopes")
    @classmethod
    def _scopes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise PydanticCustomError("empty", "")
        if set(value) - set(SCOPES):
            raise PydanticCustomError("enum", "")
        return tuple(name for name in SCOPES if name in value)
