"""The members of a group: list, search, export, roles."""

from collections.abc import Iterable, Iterator

from flask import Response

from auth.policy import can
from auth.session import actor
from portal.core import i18n, spreadsheets
from portal.core.i18n import _
from portal.core.web import fragment, go, page, parse, wants_fragment

from .. import members, queries, roles
from ..forms import HandOverForm, MemberFilterForm, RoleForm
from ..policy import sees_members
from . import blueprint


@blueprint.get("/<slug>/members", endpoint="members")
def index(slug: str) -> Response:
    frame = queries.group_frame(actor(), slug)
    group = frame.group
    if not sees_members(actor(), group):
        return page("groups/closed.html", frame=frame)
    form = parse(MemberFilterForm, query=True)
    found = members.members(group.id, q=form.q, after=form.after)
    if wants_fragment():
        return fragment("groups/_members.html", frame=frame, members=found, filters=form)
    may_answer = can(actor(), "moderate", group)
    return page(
        "groups/members.html",
        frame=frame,
        members=found,
        filters=form,
        requests=members.requests(group.id) if may_answer and frame.waiting else [],
        invited=members.invited(group.id) if may_answer else [],
    )


@blueprint.get("/<slug>/members.csv")
def export(slug: str) -> Response:
    group = queries.find(actor(), slug)
    name = "-".join([group.slug, _("members")]) + ".csv"
    written = spreadsheets.lines(_rows(members.every_member(actor(), group)), delimiter=spreadsheets.delimiter())
    response = Response(spreadsheets.MARK + written, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rows(everybody: Iterable[members.Member]) -> Iterator[list[str]]:
    yield [_("Name"), _("Title"), _("Department"), _("Site"), _("Role"), _("Member since")]
    words = {"owner": _("Owner"), "host": _("Host"), "member": _("Member")}
    for member in everybody:
        since = i18n.local(member.joined_at).date().isoformat()
        yield [member.name, member.title, member.department or "", member.site or "", words[member.role], since]


@blueprint.post("/<slug>/members/<int:user_id>/role")
def role(slug: str, user_id: int) -> Response:
    roles.set_role(actor(), queries.find(actor(), slug), user_id, parse(RoleForm).role)
    return go("groups.members", slug=slug, say=_("The role is changed."))


@blueprint.delete("/<slug>/members/<int:user_id>")
def remove(slug: str, user_id: int) -> Response:
    roles.remove_member(actor(), queries.find(actor(), slug), user_id)
    return go("groups.members", slug=slug, say=_("The person is no longer a member."))


@blueprint.post("/<slug>/owner")
def hand_over(slug: str) -> Response:
    roles.hand_over(actor(), queries.find(actor(), slug), parse(HandOverForm).user_id)
    return go("groups.members", slug=slug, say=_("The group is handed over."))
