"""Groups: finding, founding, describing, archiving; belonging to them."""

from typing import Any

from auth.audience import Actor
from portal import groups
from portal.core import forms
from portal.core.i18n import lazy_

from ..operations import Operation
from ..shapes import groups as shapes
from .door import serve
from .versions import claimed

READ, WRITE = "groups:read", "groups:write"
_ONE = "/groups/<slug>"


@serve(
    Operation(
        "GET", "/groups", READ, lazy_("Groups that I may know of, the liveliest first"), shapes.Groups,
        query=groups.FilterForm,
    )
)  # fmt: skip
def list_groups(who: Actor, query: groups.FilterForm) -> shapes.Groups:
    page = groups.groups(who, view=query.view, q=query.q, tag=query.tag, after=query.after)
    return shapes.Groups(items=[shapes.group(row) for row in page.items], next=page.next)


@serve(
    Operation(
        "POST", "/groups", WRITE, lazy_("Found a group"), shapes.WholeGroup, groups.GroupForm, status=201,
        without=frozenset({"version"}),
    )
)  # fmt: skip
def create_group(who: Actor, body: dict[str, Any]) -> shapes.WholeGroup:
    return shapes.fresh_group(who, groups.create_group(who, forms.read(groups.GroupForm, body)))


@serve(Operation("GET", _ONE, READ, lazy_("One group, and how I stand to it"), shapes.WholeGroup))
def get_group(who: Actor, slug: str) -> shapes.WholeGroup:
    return shapes.whole_group(who, slug)


@serve(
    Operation(
        "PUT", _ONE, WRITE, lazy_("Describe a group anew"), shapes.WholeGroup, groups.GroupForm,
        without=frozenset({"version"}), version="needed",
    )
)  # fmt: skip
def edit_group(who: Actor, slug: str, body: dict[str, Any], version: int | None) -> shapes.WholeGroup:
    group = groups.find(who, slug)
    groups.edit_group(who, group, forms.read(groups.GroupForm, body | {"version": claimed(version, group)}))
    return shapes.whole_group(who, slug)


@serve(Operation("PUT", f"{_ONE}/membership", WRITE, lazy_("Join a group")))
def join_group(who: Actor, slug: str) -> None:
    groups.join_group(who, groups.find(who, slug))


@serve(Operation("DELETE", f"{_ONE}/membership", WRITE, lazy_("Leave a group")))
def leave_group(who: Actor, slug: str) -> None:
    groups.leave_group(who, groups.find(who, slug))


@serve(Operation("PUT", f"{_ONE}/level", WRITE, lazy_("Say how much I want to hear of a group"), body=groups.LevelForm))
def set_group_level(who: Actor, slug: str, body: groups.LevelForm) -> None:
    groups.set_level(who, groups.find(who, slug).id, body.level)


@serve(Operation("POST", f"{_ONE}/reading", WRITE, lazy_("Mark all posts of a group as read")))
def read_group(who: Actor, slug: str) -> None:
    groups.mark_read(who, groups.find(who, slug))


@serve(Operation("DELETE", f"{_ONE}/welcome", WRITE, lazy_("Put the welcome of a group away")))
def put_welcome_away(who: Actor, slug: str) -> None:
    groups.mark_welcomed(who, groups.find(who, slug))


@serve(Operation("PUT", f"{_ONE}/request", WRITE, lazy_("Ask to be let into a group"), body=groups.RequestForm))
def request_membership(who: Actor, slug: str, body: groups.RequestForm) -> None:
    groups.request_membership(who, groups.find(who, slug), body.message)


@serve(Operation("DELETE", f"{_ONE}/request", WRITE, lazy_("Take my request back")))
def withdraw_request(who: Actor, slug: str) -> None:
    groups.withdraw_request(who, groups.find(who, slug))


@serve(Operation("DELETE", f"{_ONE}/invitation", WRITE, lazy_("Decline an invitation")))
def decline_invitation(who: Actor, slug: str) -> None:
    groups.decline_invitation(who, groups.find(who, slug))


@serve(Operation("PUT", f"{_ONE}/archive", WRITE, lazy_("Close a group for writing")))
def archive_group(who: Actor, slug: str) -> None:
    groups.archive_group(who, groups.find(who, slug))


@serve(Operation("DELETE", f"{_ONE}/archive", WRITE, lazy_("Open an archived group again")))
def restore_group(who: Actor, slug: str) -> None:
    groups.restore_group(who, groups.find(who, slug))


@serve(Operation("PUT", f"{_ONE}/official", WRITE, lazy_("Say that a group speaks for the company")))
def make_group_official(who: Actor, slug: str) -> None:
    groups.make_official(who, groups.find(who, slug), is_official=True)


@serve(Operation("DELETE", f"{_ONE}/official", WRITE, lazy_("Say it no longer")))
def unmake_group_official(who: Actor, slug: str) -> None:
    groups.make_official(who, groups.find(who, slug), is_official=False)
