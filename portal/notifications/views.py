"""The page of notices, the bell, the settings."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for

from auth.session import actor
from portal.core import navigation
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import fragment, go, page, parse, wants_fragment
from portal.core.web.templating import send_as
from portal.groups import my_levels, set_level

from . import actions, queries
from .forms import ChoiceForm

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.get("")
def index() -> Response:
    view: queries.View = "personal" if request.args.get("view") == "personal" else "all"
    notices = queries.notices(actor(), view, request.args.get("after"))
    if wants_fragment():
        return fragment("notifications/_list.html", notices=notices, view=view)
    return page("notifications/list.html", notices=notices, view=view)


@blueprint.get("/bell")
def bell() -> Response:
    return fragment("notifications/_bell.html", count=queries.unread_count(actor()))


@blueprint.post("/reading")
def read_all() -> Response:
    instant = actions.mark_all_read(actor())
    undo = url_for("notifications.unread_again", instant=instant.isoformat())
    return go("notifications.index", say=_("Everything is marked as read."), undo=undo)


@blueprint.post("/unreading")
def unread_again() -> Response:
    try:
        instant = datetime.fromisoformat(request.args.get("instant", ""))
    except ValueError as error:
        raise Invalid("instant", _("This is not a date.")) from error
    if instant.tzinfo is None:
        raise Invalid("instant", _("This is not a date."))
    actions.unread_again(actor(), instant)
    return go("notifications.index", say=_("The notices are unread again."))


@blueprint.post("/<int:notice_id>/reading")
def read(notice_id: int) -> Response:
    actions.mark_read(actor(), notice_id)
    return Response(status=204) if wants_fragment() else go("notifications.index")


@blueprint.post("/about/<ref>/reading")
def read_about(ref: str) -> Response:
    actions.mark_read_about(actor(), Ref.parse(ref))
    return Response(status=204)


@blueprint.post("/about/<ref>/mute")
def mute(ref: str) -> Response:
    actions.mute(actor(), Ref.parse(ref))
    undo = send_as("DELETE", "notifications.unmute", ref=ref)
    return go("notifications.index", say=_("You hear no more of this."), undo=undo)


@blueprint.delete("/about/<ref>/mute")
def unmute(ref: str) -> Response:
    actions.unmute(actor(), Ref.parse(ref))
    return go("notifications.index", say=_("You hear of this again."))


@blueprint.get("/settings")
def settings() -> Response:
    who = actor()
    pages = navigation.items("me", who.roles, request.path)
    kept: dict[str, Any] = {"choices": queries.choices(who), "habits": queries.habits(who), "levels": my_levels(who)}
    return page("notifications/settings.html", pages=pages, **kept)


@blueprint.post("/settings")
def choose() -> Response:
    actions.choose(actor(), set(parse(ChoiceForm).kinds))
    for name, level in request.form.items():
        if name.startswith("group-") and name[6:].isascii() and name[6:].isdigit():
            set_level(actor(), int(name[6:]), level)
    return go("notifications.settings", say=_("Your choice is kept."))
