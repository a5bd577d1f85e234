"""Saying no to an invitation, choosing how often one is invited, and the list of what nobody has answered."""

from flask import Blueprint, Response, request

from auth.policy import get
from auth.session import actor
from portal.core import navigation
from portal.core.errors import Forbidden
from portal.core.i18n import _
from portal.core.web import fragment, go, page, parse, redraw, wants_fragment

from ..addresses import url_of
from ..models import Question
from . import queries, steps
from .readiness import ReadinessForm, choose_readiness, readiness

blueprint = Blueprint("asking_around", __name__, url_prefix="/questions")


@blueprint.delete("/<int:question_id>/invitation")
def decline(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    steps.decline(actor(), question.id)
    return go(url_of(question.id, question.title), say=_("All right. Somebody else is asked."))


@blueprint.get("/invitations")
def settings() -> Response:
    who = actor()
    pages = navigation.items("me", who.roles, request.path)
    return page("questions/invitations.html", pages=pages, chosen=readiness(who))


@blueprint.post("/invitations")
@redraw(settings)
def choose() -> Response:
    choose_readiness(actor(), parse(ReadinessForm))
    return go("asking_around.settings", say=_("Your choice is kept."))


@blueprint.get("/waiting")
def in_vain() -> Response:
    who = actor()
    if not queries.looks_after(who):
        raise Forbidden
    found = queries.in_vain(who, request.args.get("after"))
    if wants_fragment():
        return fragment("questions/_waiting_list.html", questions=found)
    return page("questions/waiting.html", questions=found)
