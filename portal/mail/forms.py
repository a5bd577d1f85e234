"""What may be sent in to choose when mail comes."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import Form, Line

Day = Annotated[int, Field(ge=0, le=6)]
Days = Annotated[tuple[Day, ...], Field(max_length=7)]


class RhythmForm(Form):
    """How often the digest comes, and the hours in which mail may come; up to three weeks take turns.

    Times are as a clock shows them, `this_week` says which of the weeks it is now.
    """

    digest: Literal["daily", "weekly", "off"] = "daily"
    digest_day: Day = 0
    digest_time: Annotated[str, Line(5)] = "07:00"
    time_zone: Annotated[str, Line(64)] = ""
    hours: Literal["always", "hours", "shifts"] = "always"
    weeks: Annotated[int, Field(ge=2, le=3)] = 2
    this_week: Annotated[int, Field(ge=1, le=3)] = 1
    days1: Days = ()
    from1: Annotated[str, Line(5)] = ""
    to1: Annotated[str, Line(5)] = ""
    days2: Days = ()
    from2: Annotated[str, Line(5)] = ""
    to2: Annotated[str, Line(5)] = ""
    days3: Days = ()
    from3: Annotated[str, Line(5)] = ""
    to3: Annotated[str, Line(5)] = ""
