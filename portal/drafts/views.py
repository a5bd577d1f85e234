"""The list of drafts, storing them from open forms, and two that stand beside each other."""

from flask import Blueprint, Response, jsonify, request, url_for

from auth.session import actor
from portal.core import browsers, i18n
from portal.core.i18n import _
from portal.core.web import fragment, go, limit, page, parse, wants_fragment

from . import actions, queries, sorts
from .models import Draft

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


@blueprint.get("")
def index() -> Response:
    who = actor()
    found = queries.drafts(who, request.args.get("after"))
    if wants_fragment():
        return fragment("drafts/_list.html", drafts=found)
    return page("drafts/list.html", drafts=found, scheduled=queries.scheduled(who))


@blueprint.post("")
@limit("120 per minute")
def store() -> Response:
    form = parse(sorts.form_of(request.form.get("sort", "")))
    kept = actions.store(actor(), form, device=browsers.name(request.user_agent.string))
    other = url_for("drafts.both", draft_id=kept.id) if kept.beside else ""
    return jsonify({"key": kept.key, "version": kept.version, "other": other})


@blueprint.get("/here")
def here() -> Response:
    draft = queries.latest_at(actor(), request.args.get("place", "")[:80])
    if draft is None:
        return Response(status=204)
    fields = ("key", "version", "title", "tags", "body", "audience", "device")
    told = {name: getattr(draft, name) for name in fields} | draft.choices
    return jsonify(told | {"at": draft.updated_at.isoformat()})


@blueprint.get("/<int:draft_id>/both")
def both(draft_id: int) -> Response:
    draft = queries.draft_of(actor(), draft_id)
    other = queries.draft_of(actor(), draft.beside or 0)
    pages = [(each, sorts.find(each.sort).page(each)) for each in (draft, other)]
    return page("drafts/both.html", pages=pages)


@blueprint.put("/<int:draft_id>/choice")
def choose(draft_id: int) -> Response:
    draft = queries.draft_of(actor(), draft_id)
    other = actions.choose(actor(), draft)
    undo = url_for("drafts.restore", draft_id=other) if other else ""
    return go(_page(draft), say=_("You go on with this one. The other one is removed."), undo=undo)


@blueprint.delete("/<int:draft_id>")
def delete(draft_id: int) -> Response:
    actions.remove(actor(), queries.draft_of(actor(), draft_id))
    undo = url_for("drafts.restore", draft_id=draft_id)
    return go("drafts.index", say=_("The draft is deleted."), undo=undo)


@blueprint.post("/<int:draft_id>/restoration")
def restore(draft_id: int) -> Response:
    actions.restore(actor(), draft_id)
    return go("drafts.index", say=_("The draft is back."))


@blueprint.delete("/<int:draft_id>/schedule")
def call_off(draft_id: int) -> Response:
    actions.call_off(actor(), queries.draft_of(actor(), draft_id))
    return go("drafts.index", say=_("It is not sent by itself any more. Your text is here."))


@blueprint.app_template_filter("in_zone")
def in_zone(draft: Draft) -> str:
    """Writes when a draft is due, as the clock of its time zone shows it."""
    if draft.due_at is None:
        return ""
    with i18n.using_zone(draft.zone or i18n.zone_name()):
        return i18n.date_time(draft.due_at)


def _page(draft: Draft) -> str:
    return sorts.find(draft.sort).page(draft)
