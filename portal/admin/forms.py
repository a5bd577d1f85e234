"""What may be sent in by those who look after people and the organisation."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, OptionalDay, OptionalId, line, prose


class PeopleFilter(Form):
    """Which accounts are listed."""

    q: line(100) = ""  # type: ignore[valid-type]  # `line` gives a type
    view: Literal["active", "left", "inactive", "all"] = "active"
    source: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    unit: OptionalId = None


class ReasonForm(Form):
    """Why an account is closed or opened."""

    reason: line(200, 3)  # type: ignore[valid-type]  # `line` gives a type


class ApplyForm(Form):
    """That a run is to be carried out, and when: `at` is a time of day, empty for now."""

    at: line(5) = ""  # type: ignore[valid-type]  # `line` gives a type
    checked: Literal["", "yes"] = ""


class DecisionForm(Form):
    """What was decided about a change."""

    choice: line(20, 1)  # type: ignore[valid-type]  # `line` gives a type


class SourceForm(Form):
    """What is taken from a directory, from whom, and the times of day at which it is read by itself.

    `photos_only` says that photos that are taken count alone, and not what people upload.
    """

    fields: tuple[str, ...] = ()
    photos_only: Literal["", "yes"] = ""
    groups: prose(4000) = ""  # type: ignore[valid-type]  # `prose` gives a type
    times: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type


class UnitForm(Form):
    """A new department or site."""

    kind: Literal["department", "site"] = "department"
    name: line(120, 1)  # type: ignore[valid-type]  # `line` gives a type
    parent_id: OptionalId = None
    city: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    country: line(2) = ""  # type: ignore[valid-type]  # `line` gives a type


class ReorganiseForm(Form):
    """A change of the tree; without a day it holds from today on. `checked` says that what follows was looked at.

    `people` go with the part that a split makes. `seen` is the name that the page showed.
    """

    kind: Literal["rename", "move", "merge", "split", "close"]
    seen: line(120) = ""  # type: ignore[valid-type]  # `line` gives a type
    name: line(120) = ""  # type: ignore[valid-type]  # `line` gives a type
    target_id: OptionalId = None
    on: OptionalDay = None
    people: Annotated[tuple[EntityId, ...], Field(max_length=500)] = ()
    checked: Literal["", "yes"] = ""


class MoveForm(Form):
    """Where a person who is looked after here belongs."""

    department_id: OptionalId = None
    site_id: OptionalId = None


class TermForm(Form):
    """Until when somebody has access who is looked after here: the last day, and who answers for the person."""

    last_day: OptionalDay = None
    sponsor: line(254) = ""  # type: ignore[valid-type]  # `line` gives a type


class NamingForm(Form):
    """What becomes of the names of those who leave; empty is as it is configured."""

    naming: Literal["", "keep", "replace"] = ""


class AskForm(Form):
    """Who is asked about, and which group."""

    person: line(254, 1)  # type: ignore[valid-type]  # `line` gives a type
    group: line(80, 1)  # type: ignore[valid-type]  # `line` gives a type


class WhyForm(Form):
    """Which group is asked about."""

    group: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
