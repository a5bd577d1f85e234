"""Who belongs to a group: members and their roles, requests, invitations."""

from auth.audience import Actor
from auth.policy import require
from portal import groups
from portal.core.i18n import lazy_

from ..operations import Operation
from ..shapes import groups as shapes
from .door import serve

READ, WRITE = "groups:read", "groups:write"
_ONE = "/groups/<slug>"


@serve(
    Operation("GET", f"{_ONE}/members", READ, lazy_("Who belongs to a group"), shapes.Members,
              query=groups.MemberFilterForm)
)  # fmt: skip
def list_members(who: Actor, slug: str, query: groups.MemberFilterForm) -> shapes.Members:
    return shapes.members(who, slug, query.q, query.after)


@serve(
    Operation("PUT", f"{_ONE}/members/<int:user_id>/role", WRITE, lazy_("Give a member a role"), body=groups.RoleForm)
)
def set_role(who: Actor, slug: str, user_id: int, body: groups.RoleForm) -> None:
    groups.set_role(who, groups.find(who, slug), user_id, body.role)


@serve(Operation("DELETE", f"{_ONE}/members/<int:user_id>", WRITE, lazy_("Put a member out of a group")))
def remove_member(who: Actor, slug: str, user_id: int) -> None:
    groups.remove_member(who, groups.find(who, slug), user_id)


@serve(Operation("PUT", f"{_ONE}/owner", WRITE, lazy_("Hand a group over to a member"), body=groups.HandOverForm))
def hand_over_group(who: Actor, slug: str, body: groups.HandOverForm) -> None:
    groups.hand_over(who, groups.find(who, slug), body.user_id)


@serve(Operation("GET", f"{_ONE}/requests", READ, lazy_("Who asks to be let in"), shapes.JoinRequests))
def list_requests(who: Actor, slug: str) -> shapes.JoinRequests:
    group = groups.find(who, slug)
    require(who, "moderate", group)
    return shapes.requests(group)


@serve(Operation("POST", f"{_ONE}/requests/<int:request_id>/approval", WRITE, lazy_("Let somebody in who asked")))
def approve_request(who: Actor, slug: str, request_id: int) -> None:
    groups.approve_request(who, groups.find(who, slug), request_id)


@serve(
    Operation(
        "POST",
        f"{_ONE}/requests/<int:request_id>/refusal",
        WRITE,
        lazy_("Decline a request, with a word why"),
        body=groups.RequestForm,
    )
)
def decline_request(who: Actor, slug: str, request_id: int, body: groups.RequestForm) -> None:
    groups.decline_request(who, groups.find(who, slug), request_id, body.message)


@serve(Operation("GET", f"{_ONE}/invitations", READ, lazy_("Who is invited"), shapes.Guests))
def list_invitations(who: Actor, slug: str) -> shapes.Guests:
    group = groups.find(who, slug)
    require(who, "moderate", group)
    return shapes.guests(group)


@serve(
    Operation(
        "POST",
        f"{_ONE}/invitations",
        WRITE,
        lazy_("Invite people by handle or name"),
        shapes.Invited,
        groups.InviteForm,
    )
)
def invite(who: Actor, slug: str, body: groups.InviteForm) -> shapes.Invited:
    return shapes.Invited(invited=groups.invite(who, groups.find(who, slug), body.people))


@serve(Operation("DELETE", f"{_ONE}/invitations/<int:user_id>", WRITE, lazy_("Take an invitation back")))
def withdraw_invitation(who: Actor, slug: str, user_id: int) -> None:
    groups.withdraw_invitation(who, groups.find(who, slug), user_id)
