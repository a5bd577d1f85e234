"""Joining, leaving, asking, inviting."""

from flask import Response, url_for

from auth.session import actor
from portal.core.i18n import _, ngettext
from portal.core.web import go, limit, page, parse, redraw
from portal.core.web.templating import send_as

from .. import actions, joining, queries
from ..forms import InviteForm, RequestForm
from . import blueprint
from .members import index as members_page


@blueprint.post("/<slug>/membership")
def join(slug: str) -> Response:
    group = queries.find(actor(), slug)
    actions.join_group(actor(), group)
    undo = send_as("DELETE", "groups.leave", slug=slug)
    return go("groups.show", slug=slug, say=_("You are a member of %(name)s.", name=group.name), undo=undo)


@blueprint.delete("/<slug>/membership")
def leave(slug: str) -> Response:
    group = queries.find(actor(), slug)
    was_open = group.visibility == "open"
    actions.leave_group(actor(), group)
    say = _("You have left %(name)s.", name=group.name)
    if was_open:
        return go("groups.show", slug=slug, say=say, undo=url_for("groups.join", slug=slug))
    return go("groups.index", say=say)


@blueprint.get("/<slug>/request")
def ask(slug: str) -> Response:
    return page("groups/request.html", frame=queries.group_frame(actor(), slug))


@blueprint.post("/<slug>/request")
@limit("30 per hour")
@redraw(ask)
def request_membership(slug: str) -> Response:
    group = queries.find(actor(), slug)
    joining.request_membership(actor(), group, parse(RequestForm).message)
    return go("groups.show", slug=slug, say=_("Your request is on its way to the hosts."))


@blueprint.delete("/<slug>/request")
def withdraw(slug: str) -> Response:
    joining.withdraw_request(actor(), queries.find(actor(), slug))
    return go("groups.show", slug=slug, say=_("Your request is withdrawn."))


@blueprint.post("/<slug>/requests/<int:request_id>/approval")
def approve(slug: str, request_id: int) -> Response:
    joining.approve_request(actor(), queries.find(actor(), slug), request_id)
    return go("groups.members", slug=slug, say=_("The request is approved."))


@blueprint.post("/<slug>/requests/<int:request_id>/refusal")
def decline(slug: str, request_id: int) -> Response:
    joining.decline_request(actor(), queries.find(actor(), slug), request_id, parse(RequestForm).message)
    return go("groups.members", slug=slug, say=_("The request is declined."))


@blueprint.post("/<slug>/invitations")
@limit("60 per hour")
@redraw(members_page)
def invite(slug: str) -> Response:
    number = joining.invite(actor(), queries.find(actor(), slug), parse(InviteForm).people)
    say = ngettext("%(n)s person is invited.", "%(n)s people are invited.", number)
    return go("groups.members", slug=slug, say=say)


@blueprint.delete("/<slug>/invitation")
def decline_invitation(slug: str) -> Response:
    joining.decline_invitation(actor(), queries.find(actor(), slug))
    return go("groups.index", say=_("The invitation is gone."))
