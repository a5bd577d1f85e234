"""What may be sent in to give and take roles."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from portal.core.forms import Form, OptionalId, line

REASON = 300
OptionalDay = Annotated[date | None, BeforeValidator(lambda value: None if value == "" else value)]


class GrantForm(Form):
    """A role for somebody: until when, for which unit, and why. `person` is a name, a handle or a mail address."""

    person: line(254, 1)  # type: ignore[valid-type]  # `line` gives a type
    role: line(40, 1)  # type: ignore[valid-type]  # `line` gives a type
    unit: OptionalId = None
    last_day: OptionalDay = None
    reason: line(REASON, 3)  # type: ignore[valid-type]  # `line` gives a type


class RevokeForm(Form):
    """Why a role is taken."""

    reason: line(REASON, 3)  # type: ignore[valid-type]  # `line` gives a type


class MappingForm(Form):
    """What follows from being in a directory group."""

    source: line(40, 1)  # type: ignore[valid-type]  # `line` gives a type
    group_key: line(500, 1)  # type: ignore[valid-type]  # `line` gives a type
    mapped_role: line(40, 1)  # type: ignore[valid-type]  # `line` gives a type
    mapped_unit: OptionalId = None
