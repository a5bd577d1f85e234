"""The words of questions and answers: how they read before, and other ones that readers suggest."""

from typing import Any

from flask import Response, request

from auth.policy import get, require
from auth.session import actor
from portal.core import subjects
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import go, limit, page, parse, redraw
from portal.groups import moderates

from .. import actions, queries
from ..actions.counting import MODELS
from ..forms import RemovalForm, SuggestionForm
from ..history import history, take_out_version
from . import blueprint


def _thing(ref: str) -> Any:
    """Loads the question or answer that the address names, such as question:12. Raises NotFound."""
    about = Ref.parse(ref)
    if about.kind not in MODELS:
        raise NotFound
    return get(actor(), MODELS[about.kind], about.id)


def _url(thing: Any) -> str:
    return subjects.kind_of(thing).url(thing)


@blueprint.get("/history/<ref>")
def versions(ref: str) -> Response:
    thing = _thing(ref)
    typed = request.args.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    shown: dict[str, Any] = {"ref": ref, "url": _url(thing), "may_take_out": moderates(actor(), thing.audience)}
    return page("questions/history.html", history=history(thing, before), **shown)


@blueprint.get("/history/<ref>/<int:version>/removal")
def ask_version(ref: str, version: int) -> Response:
    require(actor(), "moderate", _thing(ref))
    return page("questions/version.html", ref=ref, version=version)


@blueprint.delete("/history/<ref>/<int:version>")
@redraw(ask_version)
def take_out(ref: str, version: int) -> Response:
    take_out_version(actor(), _thing(ref), version, parse(RemovalForm).reason)
    return go("questions.versions", ref=ref, say=_("Those words are gone."))


@blueprint.get("/suggestions/<ref>")
def suggestions(ref: str) -> Response:
    thing = _thing(ref)
    found = queries.suggestions(actor(), thing)
    return page("questions/suggestions.html", ref=ref, url=_url(thing), thing=thing, suggestions=found)


@blueprint.get("/suggestions/<ref>/new")
def new_suggestion(ref: str) -> Response:
    thing = _thing(ref)
    require(actor(), "comment", thing)
    return page("questions/suggest.html", ref=ref, url=_url(thing), thing=thing)


@blueprint.post("/suggestions/<ref>")
@limit("30 per hour")
@redraw(new_suggestion)
def suggest(ref: str) -> Response:
    thing = _thing(ref)
    actions.suggest_edit(actor(), thing, parse(SuggestionForm))
    return go(_url(thing), say=_("Your suggestion is there: who wrote it decides."))


@blueprint.put("/suggestions/<int:suggestion_id>/decision")
def take(suggestion_id: int) -> Response:
    thing = actions.decide_on(actor(), suggestion_id, is_taken=True)
    return go(_url(thing), say=_("The suggested words stand there now."))


@blueprint.delete("/suggestions/<int:suggestion_id>/decision")
def decline(suggestion_id: int) -> Response:
    thing = actions.decide_on(actor(), suggestion_id, is_taken=False)
    return go(_url(thing), say=_("The suggestion is declined."))
