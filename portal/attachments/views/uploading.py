"""Sending files in, saying what is to be seen on them, discarding them."""

from flask import Response, request

from auth.policy import can, get
from auth.session import actor
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import fragment, go, limit, page, parse, redraw, wants_fragment

from .. import actions, lists, queries, taking
from ..forms import AltForm
from ..models import Attachment
from . import blueprint

LONGEST = 60
"""Seconds between two questions of a page that waits; it begins with one or two and asks ever more seldom."""


@blueprint.get("/attachments/new")
def new() -> Response:
    if wants_fragment():
        return fragment("attachments/_refused.html")
    return page("attachments/new.html", room=lists.room_of(actor()))


@blueprint.post("/attachments")
@limit("120 per minute")
@redraw(new)
def create() -> Response:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid("upload", _("Choose a file."))
    try:
        kept = taking.take_in(upload.stream, upload.filename)
    except taking.NoRoom as full:
        if wants_fragment():
            return fragment("attachments/_full.html", 503, sentence=full.message)
        raise
    row = actions.attach(actor(), kept, parse(AltForm).alt)
    if wants_fragment():
        return fragment("attachments/_item.html", file=queries.shown(row))
    return go("attachments.show", attachment_id=row.id)


@blueprint.get("/attachments/<int:attachment_id>")
def show(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    template = "attachments/_item.html" if wants_fragment() else "attachments/show.html"
    return page(template, file=queries.shown(row), may_edit=can(actor(), "edit", row))


@blueprint.get("/attachments/<int:attachment_id>/state")
def state(attachment_id: int) -> Response:
    """What a waiting page asks for again and again: the upload's row as long as it waits, or what stands in a post."""
    row = get(actor(), Attachment, attachment_id)
    template = "_state.html" if request.args.get("of") == "item" else "_file.html"
    seconds = min(max(request.args.get("again", 1, int), 1), LONGEST)
    again = min(seconds + (seconds + 2) // 3, LONGEST)
    return fragment(f"attachments/{template}", file=queries.shown(row), again=again)


@blueprint.put("/attachments/<int:attachment_id>")
@redraw(show)
def update(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    actions.describe(actor(), row, parse(AltForm).alt)
    if wants_fragment():
        return Response(status=204)
    return go("attachments.show", attachment_id=attachment_id, say=_("The description is kept."))


@blueprint.delete("/attachments/<int:attachment_id>")
def delete(attachment_id: int) -> Response:
    actions.let_go(actor(), get(actor(), Attachment, attachment_id))
    if wants_fragment():
        return Response("", 200)
    back = "attachments.mine" if request.args.get("from") == "mine" else "attachments.new"
    return go(back, say=_("The file is discarded."))
