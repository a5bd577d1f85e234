"""The page on which one reports something."""

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core import subjects
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import go, limit, page, parse, redraw

from . import actions
from .forms import REASONS, ReportForm

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("/new")
def new() -> Response:
    about = Ref.parse(request.values.get("about", ""))
    thing = actions.reportable(actor(), about)
    kind = subjects.kind_of(thing)
    return page("reports/new.html", about=about, title=kind.title(thing), url=kind.url(thing), reasons=REASONS)


@blueprint.post("")
@limit("20 per minute")
@redraw(new)
def create() -> Response:
    form = parse(ReportForm)
    actions.report(actor(), form)
    thing = actions.reportable(actor(), Ref.parse(form.about))
    return go(subjects.kind_of(thing).url(thing), say=_("Reported. Those who look after this place will look at it."))
