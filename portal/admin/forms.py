"""What may be sent in by those who look after people and the organisation."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalDay, OptionalId, Prose


class PeopleFilter(Form):
    """Which accounts are listed."""

    q: Annotated[str, Line(100)] = ""
    view: Literal["active", "left", "inactive", "all"] = "active"
    source: Annotated[str, Line(40)] = ""
    unit: OptionalId = None


class ReasonForm(Form):
    """Why an account is closed or opened."""

    reason: Annotated[str, Line(200, 3)]


class ApplyForm(Form):
    """That a run is to be carried out, and when: `at` is a time of day, empty for now."""

    at: Annotated[str, Line(5)] = ""
    checked: Literal["", "yes"] = ""


class DecisionForm(Form):
    """What was decided about a change."""

    choice: Annotated[str, Line(20, 1)]


class SourceForm(Form):
    """What is taken from a directory, from whom, and the times of day at which it is read by itself.

    `photos_only` says that photos that are taken count alone, and not what people upload.
    """

    fields: tuple[str, ...] = ()
    photos_only: Literal["", "yes"] = ""
    groups: Annotated[str, Prose(4000)] = ""
    times: Annotated[str, Line(200)] = ""


class UnitForm(Form):
    """A new department or site."""

    kind: Literal["department", "site"] = "department"
    name: Annotated[str, Line(120, 1)]
    parent_id: OptionalId = None
    city: Annotated[str, Line(80)] = ""
    country: Annotated[str, Line(2)] = ""


class ReorganiseForm(Form):
    """A change of the tree; without a day it holds from today on. `checked` says that what follows was looked at.

    `people` go with the part that a split makes. `seen` is the name that the page showed.
    """

    kind: Literal["rename", "move", "merge", "split", "close"]
    seen: Annotated[str, Line(120)] = ""
    name: Annotated[str, Line(120)] = ""
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
    sponsor: Annotated[str, Line(254)] = ""


class AccountForm(Form):
    """What an account says that is looked after here; `lead` is a name, a handle or a mail address."""

    name: Annotated[str, Line(200, 1)]
    email: Annotated[str, Line(254)] = ""
    title: Annotated[str, Line(120)] = ""
    lead: Annotated[str, Line(254)] = ""


class NewAccountForm(AccountForm, MoveForm, TermForm):
    """A new account: what it says, where its person belongs, and until when."""

    language: Literal["de", "en"] = "de"


class NamingForm(Form):
    """What becomes of the names of those who leave; empty is as it is configured."""

    naming: Literal["", "keep", "replace"] = ""


class AskForm(Form):
    """Who is asked about, and which group."""

    person: Annotated[str, Line(254, 1)]
    group: Annotated[str, Line(80, 1)]


class WhyForm(Form):
    """Which group is asked about."""

    group: Annotated[str, Line(80)] = ""
