"""The bar under a subject, and who reacted."""

from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from auth.session import actor
from portal.core import subjects
from portal.core.subjects import Ref
from portal.core.web import card, fragment, go, limit, page, parse, wants_fragment

from . import actions, queries
from .forms import ReactionForm
from .kinds import KINDS

blueprint = Blueprint("reactions", __name__, url_prefix="/reactions")


@blueprint.record_once
def _hand_in_the_six(state: Any) -> None:
    state.app.jinja_env.globals.update(reaction_kinds=KINDS, reaction_bar=reaction_bar)


def reaction_bar(ref: Ref, counts: dict[str, int], mine: str | None) -> Markup:
    """Draws the reactions to a subject, kept up to date while the page is open."""
    key = (ref, *counts.items(), mine)
    return card("reactions/_reactions.html", key, ref=ref, counts=counts, mine=mine)


@blueprint.get("/<ref>")
def index(ref: str) -> Response:
    subject = Ref.parse(ref)
    thing = actions.subject_of(actor(), subject)
    people = queries.people_who_reacted(subject, after=request.args.get("after"), size=_size())
    if wants_fragment():
        return fragment("reactions/_people.html", people=people, subject=subject)
    kind = subjects.kind_of(thing)
    return page("reactions/list.html", people=people, subject=subject, title=kind.title(thing), url=kind.url(thing))


@blueprint.get("/<ref>/bar")
def show(ref: str) -> Response:
    subject = Ref.parse(ref)
    thing = actions.subject_of(actor(), subject)
    return fragment("reactions/_bar.html", ref=subject, counts=thing.reactions, mine=queries.mine(actor(), subject))


@blueprint.put("/<ref>")
@limit("120 per minute")
def update(ref: str) -> Response:
    subject = Ref.parse(ref)
    kind = parse(ReactionForm).kind
    thing = actions.react(actor(), subject, kind) if kind else actions.take_back(actor(), subject)
    return _answer(subject, thing, kind or None)


@blueprint.delete("/<ref>")
def delete(ref: str) -> Response:
    subject = Ref.parse(ref)
    return _answer(subject, actions.take_back(actor(), subject), None)


def _answer(subject: Ref, thing: Any, mine: str | None) -> Response:
    if wants_fragment():
        return fragment("reactions/_bar.html", ref=subject, counts=thing.reactions, mine=mine)
    return go(subjects.kind_of(thing).url(thing))


def _size() -> int:
    return 20 if wants_fragment() else 50
