"""Joining, leaving, asking, inviting."""

from flask import Response, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from auth.session import actor
from portal.core.errors import Conflict
from portal.core.i18n import _, ngettext
from portal.core.web import go, limit, page, parse, redraw, settings
from portal.core.web.templating import send_as

from .. import joining, membership, queries
from ..forms import InviteForm, RequestForm
from . import blueprint
from .members import index as members_page

UNDO_SECONDS = 20


@blueprint.post("/<slug>/membership")
def join(slug: str) -> Response:
    group = queries.find(actor(), slug)
    membership.join_group(actor(), group)
    undo = send_as("DELETE", "groups.leave", slug=slug)
    return go("groups.show", slug=slug, say=_("You are a member of %(name)s.", name=group.name), undo=undo)


@blueprint.delete("/<slug>/membership")
def leave(slug: str) -> Response:
    group = queries.find(actor(), slug)
    former = membership.leave_group(actor(), group)
    undo = url_for("groups.come_back", slug=slug, ticket=_tickets().dumps(former)) if former else ""
    page_of = {"open": "groups.show", "request": "groups.about"}.get(group.visibility, "groups.index")
    return go(page_of, say=_("You have left %(name)s.", name=group.name), undo=undo, **_address(page_of, slug))


def _address(endpoint: str, slug: str) -> dict[str, str]:
    return {} if endpoint == "groups.index" else {"slug": slug}


@blueprint.post("/<slug>/return")
def come_back(slug: str) -> Response:
    try:
        former = membership.Former(*_tickets().loads(request.args.get("ticket", ""), max_age=UNDO_SECONDS))
    except BadSignature as error:
        raise Conflict(_("It is too late to take this back.")) from error
    group = membership.return_to_group(actor(), former)
    return go("groups.show", slug=slug, say=_("You are a member of %(name)s.", name=group.name))


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="leaving")


@blueprint.get("/<slug>/request")
def ask(slug: str) -> Response:
    frame = queries.group_frame(actor(), slug)
    if frame.is_member or frame.group.visibility != "request":
        return go("groups.show", slug=slug)
    return page("groups/request.html", frame=frame)


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
    group = queries.find(actor(), slug)
    try:
        joining.approve_request(actor(), group, request_id)
    except joining.Answered as answered:
        return page("groups/answered.html", 409, group=group, answered=answered, typed="", wanted="approved")
    return go("groups.members", slug=slug, say=_("The request is approved."))


@blueprint.post("/<slug>/requests/<int:request_id>/refusal")
@redraw(lambda slug, request_id: members_page(slug))  # noqa: ARG005  (the address has both)
def decline(slug: str, request_id: int) -> Response:
    group, word = queries.find(actor(), slug), parse(RequestForm).message
    try:
        joining.decline_request(actor(), group, request_id, word)
    except joining.Answered as answered:
        return page("groups/answered.html", 409, group=group, answered=answered, typed=word, wanted="declined")
    return go("groups.members", slug=slug, say=_("The request is declined."))


@blueprint.post("/<slug>/invitations")
@limit("60 per hour")
@redraw(members_page)
def invite(slug: str) -> Response:
    number = joining.invite(actor(), queries.find(actor(), slug), parse(InviteForm).people)
    say = ngettext("%(n)s person is invited.", "%(n)s people are invited.", number)
    return go("groups.members", slug=slug, say=say if number else _("Everybody named is a member already."))


@blueprint.delete("/<slug>/invitations/<int:user_id>")
def withdraw_invitation(slug: str, user_id: int) -> Response:
    joining.withdraw_invitation(actor(), queries.find(actor(), slug), user_id)
    return go("groups.members", slug=slug, say=_("The invitation is taken back."))


@blueprint.delete("/<slug>/invitation")
def decline_invitation(slug: str) -> Response:
    joining.decline_invitation(actor(), queries.find(actor(), slug))
    return go("groups.index", say=_("You have declined the invitation."))
