"""Uploading, serving, describing and discarding files."""

from flask import Blueprint, Response, request

from auth.policy import can, get
from auth.session import actor
from portal.core import storage
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.web import file, fragment, go, limit, page, parse, redraw, wants_fragment

from . import actions, queries
from .forms import AltForm
from .models import Attachment

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/attachments/new")
def new() -> Response:
    template = "attachments/_refused.html" if wants_fragment() else "attachments/new.html"
    return page(template)


@blueprint.post("/attachments")
@limit("60 per minute")
@redraw(new)
def create() -> Response:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid("upload", _("Choose a file."))
    kept = actions.take_in(upload.stream, upload.filename)
    row = actions.attach(actor(), kept, parse(AltForm).alt)
    if wants_fragment():
        return fragment("attachments/_item.html", file=queries.shown(row))
    return go("attachments.show", attachment_id=row.id)


@blueprint.get("/attachments/<int:attachment_id>")
def show(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    template = "attachments/_item.html" if wants_fragment() else "attachments/show.html"
    return page(template, file=queries.shown(row), may_edit=can(actor(), "edit", row))


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
    return Response("", 200) if wants_fragment() else go("attachments.new", say=_("The file is discarded."))


@blueprint.get("/files/<int:attachment_id>/thumb")
def thumb(attachment_id: int) -> Response:
    row = get(actor(), Attachment, attachment_id)
    if row.width is None:
        raise NotFound
    return _send(row, row.thumb_digest or row.digest, is_picture=True)


@blueprint.get("/files/<int:attachment_id>/<path:name>")
def download(attachment_id: int, name: str) -> Response:  # noqa: ARG001  (the name is for people and for saving)
    row = get(actor(), Attachment, attachment_id)
    return _send(row, row.digest, is_picture=row.width is not None and "download" not in request.args)


def _send(row: Attachment, digest: str, *, is_picture: bool) -> Response:
    if not storage.path(digest).exists():
        raise NotFound
    return file(digest, mimetype=row.mimetype, name=row.name, download=not is_picture)
