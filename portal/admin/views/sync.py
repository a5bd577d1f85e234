"""Sources, their history, and tables that are uploaded."""

from typing import Any

from flask import Response, make_response, request

from auth.again import confirmed
from auth.provisioning import table
from auth.provisioning.words import FIELDS
from auth.session import actor
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw

from .. import actions, columns, files
from ..directories import take_people, taken_from, unused
from ..forms import SourceForm
from ..policy import looks_after_everybody
from ..sync import all_sources, past
from .blueprint import blueprint


@blueprint.get("/admin/sync")
def sync() -> Response:
    who = actor()
    shown: dict[str, Any] = {"sources": all_sources(who), "history": past(who, after=request.args.get("after"))}
    others = unused([source for source, _can in shown["sources"]])
    return page("admin/sync.html", everywhere=looks_after_everybody(who), others=others, **shown)


@blueprint.get("/admin/sync/template.csv")
def template() -> Response:
    all_sources(actor())
    response = make_response(table.template())
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@blueprint.post("/admin/import")
@limit("60 per hour")
@redraw(sync)
def upload() -> Response:
    file = request.files.get("file")
    try:
        actions.upload(actor(), file.stream if file else None, file.filename or "" if file else "")
    except Invalid as wrong:
        if file:
            files.note_refused(actions.TABLE, file.filename or "", str(wrong))
        raise
    return go("admin.import_table")


@blueprint.get("/admin/import")
def import_table() -> Response:
    return page("admin/import.html", **columns.shown(actor()))


@blueprint.post("/admin/import/comparison")
@redraw(import_table)
def compare() -> Response:
    run = actions.compare(actor(), columns.chosen(request.form.to_dict()), request.form.get("seen", ""))
    return go("admin.preview", run_id=run.id)


@blueprint.post("/admin/sources/<key>/reading")
@limit("60 per hour")
def read_again(key: str) -> Response:
    run = actions.read_again(actor(), key)
    return go("admin.preview", run_id=run.id)


@blueprint.get("/admin/sources/<key>")
def source(key: str) -> Response:
    return page("admin/source.html", taken=taken_from(actor(), key), labels=FIELDS)


@blueprint.put("/admin/sources/<key>")
@redraw(source)
@confirmed
def set_up(key: str) -> Response:
    take_people(actor(), key, parse(SourceForm))
    return go("admin.source", key=key, say=_("Saved. Nothing has been read yet."))
