"""The pages on which one reports something, and sees what is reported."""

from typing import Any

from flask import Blueprint, Response, request

from auth.session import actor
from portal.audit import called
from portal.core import subjects
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import go, limit, page, parse, redraw

from . import actions, queries, waiting
from .forms import REASONS, ReportForm, SettleForm
from .reading.policy import HANDLERS

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.record_once
def _hand_in_the_reasons(state: Any) -> None:
    state.app.jinja_env.globals["report_reasons"] = REASONS


@blueprint.get("")
def index() -> Response:
    cases = waiting.cases(actor(), request.args.get("after"))
    return page("reports/list.html", cases=cases, asked=waiting.asked(actor()), subject=called)


@blueprint.get("/about/<ref>")
def show(ref: str) -> Response:
    about = Ref.parse(ref)
    case = waiting.case(actor(), about)
    if case is None:  # it is settled by now
        return go(_url(about))
    return page("reports/show.html", case=case, about=about, subject=called)


def _url(about: Ref) -> str:
    thing = actions.reportable(actor(), about)
    return subjects.kind_of(thing).url(thing)


def _same() -> Response:
    return show(request.form.get("about", ""))


@blueprint.post("/settlement")
@redraw(_same)
def settle() -> Response:
    form = parse(SettleForm)
    actions.settle(actor(), form)
    back = "reports.index" if actor().has(*HANDLERS) else _url(Ref.parse(form.about))
    return go(back, say=_("The report is settled."))


@blueprint.get("/new")
def new() -> Response:
    about = Ref.parse(request.values.get("about", ""))
    thing = actions.reportable(actor(), about)
    kind = subjects.kind_of(thing)
    duty = _duty(thing)
    managers = [] if duty.hosts or duty.managers else queries.writable(duty)
    shown: dict[str, Any] = {"title": kind.title(thing), "url": kind.url(thing), "duty": duty, "managers": managers}
    return page("reports/new.html", about=about, **shown)


@blueprint.post("")
@limit("20 per minute")
@redraw(new)
def create() -> Response:
    form = parse(ReportForm)
    actions.report(actor(), form)
    thing = actions.reportable(actor(), Ref.parse(form.about))
    duty = _duty(thing)
    if duty.hosts or duty.managers:
        said = _("Reported. Those who look after this place will look at it.")
    elif duty.others:
        said = _("Reported. The community managers hear that there is something here.")
    else:
        said = _("Reported. It is kept in the log; nobody can be told at present.")
    return go(subjects.kind_of(thing).url(thing), say=said)


def _duty(thing: Any) -> queries.Duty:
    return queries.duty(thing.audience, actor().id, getattr(thing, "author_id", None) or 0)
