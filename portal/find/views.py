"""The search page, the suggestions while typing, and the way from a hit to its page."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

import search
from auth.policy import get
from auth.session import actor
from portal.core import subjects
from portal.core.i18n import _, ngettext, number
from portal.core.web import fragment, go, page, parse, redraw

from . import actions, forms, noting, queries
from .kinds import kind
from .report import report as report_of

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
def index() -> Response:
    asked = forms.read(request.args)
    if not asked.q:
        return page("find/index.html", asked=asked, found=None)
    found = queries.find(actor(), asked)
    shown: dict[str, Any] = {"tabs": _tabs(asked, found), "times": _times(asked), "here": _here, "state_of": _state_of}
    return page("find/index.html", asked=asked, found=found, **shown)


def _state_of(question: queries.State) -> str:
    words = {"open": _("Open"), "solved": _("Solved"), "closed": _("Closed")}
    return words.get(question.state) or ngettext("%(n)s answer", "%(n)s answers", question.answers)


def _here(asked: forms.Asked, **changes: object) -> str:
    return "/search?" + urlencode(asked.address(**changes))


def _tabs(asked: forms.Asked, found: queries.Found) -> list[tuple[object, str, bool, str]]:
    more = "+" if found.results.is_capped else ""
    return [
        (tab.label, _here(asked, type=tab.type), tab.type == asked.type, number(tab.total) + ("" if tab.type else more))
        for tab in found.tabs
    ]


def _times(asked: forms.Asked) -> list[tuple[object, str, bool]]:
    periods = [("", _("Any time")), *((name, label) for name, (label, _days) in forms.PERIODS.items())]
    return [(label, _here(asked, since=name), name == asked.since) for name, label in periods]


@blueprint.get("/suggest")
def suggest() -> Response:
    words = forms.read(request.args).q
    hits = search.suggest(actor(), words)
    return fragment("find/_suggestions.html", hits=hits, words=words, kind=kind)


@blueprint.post("/notes")
def note() -> Response:
    form = parse(forms.NoteForm)
    noting.note_search(actor(), form.q, is_empty=form.is_empty)
    return Response("", 204)


@blueprint.post("/openings")
def opened() -> Response:
    noting.note_opening(actor(), forms.read(request.args).q)
    return Response("", 204)


@blueprint.get("/report")
def report() -> Response:
    return page("find/report.html", report=report_of(actor(), forms.month(request.args.get("month", ""))))


@blueprint.get("/glossary")
def glossary() -> Response:
    return page("find/glossary.html", concepts=actions.glossary(actor()))


@blueprint.post("/glossary")
@redraw(glossary)
def add() -> Response:
    actions.add_to_glossary(actor(), parse(forms.ConceptForm))
    return go("search.glossary", say=_("Added. Searches know these words from now on."))


@blueprint.delete("/glossary/<int:concept>")
def take_out(concept: int) -> Response:
    actions.take_out_of_glossary(actor(), concept)
    return go("search.glossary", say=_("Taken out."))


@blueprint.get("/<name>/<int:subject_id>")
def subject(name: str, subject_id: int) -> Response:
    found = subjects.get(name)
    return go(found.url(get(actor(), found.model, subject_id)))
