"""The list of groups; founding, describing, archiving one."""

from flask import Response, request

from auth.policy import require
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import fragment, go, keep_typed, limit, page, parse, redraw, wants_fragment
from portal.core.web.templating import send_as

from .. import actions, choices, lists, members, membership, queries, templates
from ..forms import FilterForm, GroupForm, LevelForm
from . import blueprint


@blueprint.get("")
def index() -> Response:
    form = parse(FilterForm, query=True)
    found = lists.groups(actor(), view=form.view, q=form.q, tag=form.tag, after=form.after)
    if wants_fragment():
        return fragment("groups/_list.html", groups=found, filters=form)
    is_start = form.view == "all" and not (form.q or form.tag or form.after)
    return page(
        "groups/list.html",
        groups=found,
        filters=form,
        invitations=lists.invitations(actor()) if is_start else [],
        suggested=lists.suggestions(actor()) if is_start else [],
    )


@blueprint.get("/new")
def new() -> Response:
    template = templates.find(request.values.get("template", ""))
    return page("groups/new.html", template=template, templates=templates.TEMPLATES, units=choices.units(actor()))


@blueprint.post("")
@limit("20 per hour")
@redraw(new)
def create() -> Response:
    if "template" in request.form:
        typed = request.form
        keep_typed(instead=templates.exchanged(typed, typed.get("began", ""), typed["template"]))
        return new()
    group = actions.create_group(actor(), parse(GroupForm))
    return go("groups.show", slug=group.slug, say=_("The group is there. Write the first post, and invite colleagues."))


@blueprint.get("/<slug>/about")
def about(slug: str) -> Response:
    frame = queries.group_frame(actor(), slug)
    return page("groups/about.html", frame=frame, leads=members.leads(frame.group.id))


@blueprint.get("/<slug>/settings")
def settings(slug: str) -> Response:
    frame = queries.group_frame(actor(), slug)
    require(actor(), "manage", frame.group)
    return page("groups/settings.html", frame=frame, units=choices.units(actor(), frame.group.unit_id))


@blueprint.post("/<slug>/settings")
@redraw(settings)
def update(slug: str) -> Response:
    group = queries.find(actor(), slug)
    form = parse(GroupForm)
    try:
        actions.edit_group(actor(), group, form)
    except actions.Stale as stale:
        return page("groups/conflict.html", 409, group=stale.group, typed=form)
    return go("groups.about", slug=slug, say=_("The group is described anew."))


@blueprint.post("/<slug>/official")
def make_official(slug: str) -> Response:
    actions.make_official(actor(), queries.find(actor(), slug), is_official=True)
    return go("groups.about", slug=slug, say=_("The group is official now."))


@blueprint.delete("/<slug>/official")
def unmake_official(slug: str) -> Response:
    actions.make_official(actor(), queries.find(actor(), slug), is_official=False)
    return go("groups.about", slug=slug, say=_("The group is no longer official."))


@blueprint.post("/<slug>/archive")
def archive(slug: str) -> Response:
    actions.archive_group(actor(), queries.find(actor(), slug))
    undo = send_as("DELETE", "groups.restore", slug=slug)
    return go("groups.show", slug=slug, say=_("The group is archived. It can be read, but not written in."), undo=undo)


@blueprint.delete("/<slug>/archive")
def restore(slug: str) -> Response:
    actions.restore_group(actor(), queries.find(actor(), slug))
    return go("groups.show", slug=slug, say=_("The group is open again."))


@blueprint.post("/<slug>/read")
def read(slug: str) -> Response:
    membership.mark_read(actor(), queries.find(actor(), slug))
    return Response(status=204) if wants_fragment() else go("groups.show", slug=slug)


@blueprint.delete("/<slug>/welcome")
def put_welcome_away(slug: str) -> Response:
    membership.mark_welcomed(actor(), queries.find(actor(), slug))
    return go("groups.show", slug=slug)


@blueprint.post("/<slug>/level")
def level(slug: str) -> Response:
    group = queries.find(actor(), slug)
    membership.set_level(actor(), group.id, parse(LevelForm).level)
    return go("groups.show", slug=slug, say=_("Your choice is kept."))
