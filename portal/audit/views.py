"""The pages of the audit log: the whole book for its readers, and what concerns oneself."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for

from auth.again import confirmed
from auth.session import actor
from portal.core import clock, spreadsheets
from portal.core.errors import Invalid
from portal.core.paging import Page
from portal.core.web import page, parse

from . import queries, table, telling
from .forms import FilterForm
from .words import act, reason

blueprint = Blueprint("audit", __name__)


@blueprint.get("/admin/audit")
def index() -> Response:
    wanted, errors = _wanted()
    entries = queries.entries(actor(), wanted, request.args.get("after"))
    given = {name: value for name, value in wanted.model_dump(mode="json").items() if value}
    older = url_for("audit.index", after=entries.next, **given) if entries.next else ""
    kinds = [(name, act(name)) for name in queries.kinds_of_acts()]
    shown: dict[str, Any] = {"wanted": wanted, "errors": errors, "kinds": kinds, **_words(entries)}
    shown["is_chosen"] = bool(given or errors)
    links = {"older": older, "download": url_for("audit.export", **given)}
    return page("audit/list.html", 422 if errors else 200, entries=entries, **links, **shown)


def _wanted() -> tuple[FilterForm, dict[str, str]]:
    try:
        return parse(FilterForm, query=True), {}
    except Invalid as invalid:
        return FilterForm(), invalid.errors


@blueprint.get("/admin/audit.csv")
@confirmed
def export() -> Response:
    rows = table.rows(queries.every_entry(actor(), parse(FilterForm, query=True)))
    written = spreadsheets.lines(rows, delimiter=",")
    response = Response(spreadsheets.MARK + written, mimetype="text/csv")
    name = f"audit-{clock.now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/settings/concerning-me")
def concerning_me() -> Response:
    entries = queries.concerning_me(actor(), request.args.get("after"))
    return page("audit/concerning_me.html", entries=entries, **_words(entries))


def _words(entries: Page) -> dict[str, Any]:
    names = telling.names_in(actor(), [told.entry for told in entries.items])
    return {
        "act": act,
        "reason": reason,
        "details": partial(telling.details, names=names),
        "subject": partial(telling.subject, names=names),
    }
