"""What may be sent in about groups."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, OptionalId, line, prose

Visibility = Literal["open", "request", "private", "hidden"]


class GroupForm(Form):
    """A group as its founder or owner describes it; `version` is the one that an editor began with."""

    name: line(80, 2)  # type: ignore[valid-type]  # `line` gives a type
    purpose: line(200, 1)  # type: ignore[valid-type]  # `line` gives a type
    about: prose(10_000) = ""  # type: ignore[valid-type]  # `prose` gives a type
    welcome: prose(4_000) = ""  # type: ignore[valid-type]  # `prose` gives a type
    visibility: Visibility = "open"
    language: Literal["", "de", "en"] = ""
    tags: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type
    hue: Annotated[int, Field(ge=0, le=7)] = 0
    unit_id: OptionalId = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class FilterForm(Form):
    """What the list of groups is narrowed by."""

    q: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    tag: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    view: Literal["all", "mine", "archived"] = "all"
    after: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type


class MemberFilterForm(Form):
    """What the list of members is narrowed by."""

    q: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    after: line(500) = ""  # type: ignore[valid-type]  # `line` gives a type


class RequestForm(Form):
    """A word that goes with a request or with an answer to one."""

    message: line(500) = ""  # type: ignore[valid-type]  # `line` gives a type


class InviteForm(Form):
    """Who is invited: handles after an @, or names, separated by commas or spaces."""

    people: line(1000, 1)  # type: ignore[valid-type]  # `line` gives a type


class RoleForm(Form):
    """The role that a member is to have."""

    role: Literal["owner", "host", "member"]


class HandOverForm(Form):
    """The member who is to own the group from now on."""

    user_id: EntityId


class LevelForm(Form):
    """How much somebody wants to hear of a group."""

    level: Literal["all", "highlights", "none"]
