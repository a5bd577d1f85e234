"""What may be sent in about groups."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalId, Prose

Visibility = Literal["open", "request", "private", "hidden"]


class GroupForm(Form):
    """A group as its founder or owner describes it; `version` is the one that an editor began with."""

    name: Annotated[str, Line(80, 2)]
    purpose: Annotated[str, Line(200, 1)]
    about: Annotated[str, Prose(10_000)] = ""
    welcome: Annotated[str, Prose(4_000)] = ""
    visibility: Visibility = "open"
    language: Literal["", "de", "en"] = ""
    tags: Annotated[str, Line(300)] = ""
    hue: Annotated[int, Field(ge=0, le=7)] = 0
    unit_id: OptionalId = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class FilterForm(Form):
    """What the list of groups is narrowed by."""

    q: Annotated[str, Line(80)] = ""
    tag: Annotated[str, Line(40)] = ""
    view: Literal["all", "mine", "archived"] = "all"
    after: Annotated[str, Line(300)] = ""


class MemberFilterForm(Form):
    """What the list of members is narrowed by."""

    q: Annotated[str, Line(80)] = ""
    after: Annotated[str, Line(500)] = ""


class RequestForm(Form):
    """A word that goes with a request or with an answer to one."""

    message: Annotated[str, Line(500)] = ""


class InviteForm(Form):
    """Who is invited: handles after an @, or names, separated by commas or spaces."""

    people: Annotated[str, Line(1000, 1)]


class RoleForm(Form):
    """The role that a member is to have."""

    role: Literal["owner", "host", "member"]


class HandOverForm(Form):
    """The member who is to own the group from now on."""

    user_id: EntityId


class LevelForm(Form):
    """How much somebody wants to hear of a group."""

    level: Literal["all", "highlights", "none"]
