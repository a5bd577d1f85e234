"""What may be sent in to give and take roles."""

from typing import Annotated

from portal.core.forms import Form, Line, OptionalDay, OptionalId

REASON = 300


class GrantForm(Form):
    """A role for somebody: until when, for which unit, and why. `person` is a name, a handle or a mail address."""

    person: Annotated[str, Line(254, 1)]
    role: Annotated[str, Line(40, 1)]
    unit: OptionalId = None
    last_day: OptionalDay = None
    reason: Annotated[str, Line(REASON, 3)]


class RevokeForm(Form):
    """Why a role is taken."""

    reason: Annotated[str, Line(REASON, 3)]


class MappingForm(Form):
    """What follows from being in a directory group."""

    source: Annotated[str, Line(40, 1)]
    group_key: Annotated[str, Line(500, 1)]
    mapped_role: Annotated[str, Line(40, 1)]
    mapped_unit: OptionalId = None
