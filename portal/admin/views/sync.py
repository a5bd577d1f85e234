"""Sources, their history, and tables that are uploaded."""

from typing import Any

from flask import Response, make_response, request

from auth.provisioning import sources, table
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw

from .. import actions, columns
from ..forms import ScheduleForm
from ..policy import looks_after_everybody
from ..sync import all_sources, past
from .blueprint import blueprint


@blueprint.get("/admin/sync")
def sync() -> Response:
    who = actor()
    shown: dict[str, Any] = {"sources": all_sources(who), "history": past(who, after=request.args.get("after"))}
    return page("admin/sync.html", everywhere=looks_after_everybody(who), **shown)


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
    actions.upload(actor(), file.stream if file else None, file.filename or "" if file else "")
    return go("admin.import_table")


@blueprint.get("/admin/import")
def import_table() -> Response:
    return page("admin/import.html", **columns.shown(actor()))


@blueprint.post("/admin/import/comparison")
@redraw(import_table)
def compare() -> Response:
    run = actions.compare(actor(), columns.chosen(request.form.to_dict()))
    return go("admin.preview", run_id=run.id)


@blueprint.post("/admin/sources/<key>/reading")
@limit("60 per hour")
def read_again(key: str) -> Response:
    run = actions.read_again(actor(), key)
    return go("admin.preview", run_id=run.id)


@blueprint.put("/admin/sources/<key>/schedule")
@redraw(lambda key: sync())  # noqa: ARG005  (the page of all sources needs no key)
def schedule(key: str) -> Response:
    actions.schedule(actor(), key, parse(ScheduleForm).daily_at)
    source = sources.source(key)
    return go(
        "admin.sync", say=_("Daily at %(time)s.", time=source.daily_at) if source.daily_at else _("Never by itself.")
    )
