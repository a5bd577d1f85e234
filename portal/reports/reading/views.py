"""The pages on which one asks to read what was reported, answers as the second person, and reads it."""

from typing import Any

from flask import Blueprint, Response, request

from auth.again import confirmed
from auth.session import actor
from portal.audit import ENDINGS, called
from portal.core.i18n import _, lazy_
from portal.core.subjects import Ref
from portal.core.web import go, limit, page, parse, redraw, settings
from portal.people import cards

from . import actions, queries
from .forms import AnswerForm, AskForm

STATES = {
    "asked": lazy_("Not answered yet"),
    "agreed": lazy_("Agreed"),
    "declined": lazy_("Declined"),
    "ended": lazy_("Over"),
}
blueprint = Blueprint("readings", __name__, url_prefix="/reports/readings")


@blueprint.get("/new")
def new() -> Response:
    about = Ref.parse(request.values.get("about", ""))
    thing = actions.askable(actor(), about)
    people = _people(actor().id, getattr(thing, "author_id", None))
    return page("reports/ask.html", about=about, hours=settings().reading_hours, **people)


@blueprint.post("")
@limit("20 per minute")
@redraw(new)
def create() -> Response:
    found = actions.ask(actor(), parse(AskForm))
    return go("readings.show", reading_id=found.id, say=_("Asked. Those who can agree are told."))


@blueprint.get("/<int:reading_id>")
def show(reading_id: int) -> Response:
    found = queries.reading(actor(), reading_id)
    known = cards([one for one in (found.asker_id, found.answered_by) if one])
    shown: dict[str, Any] = {"asker": known.get(found.asker_id), "answerer": known.get(found.answered_by or 0)}
    shown |= {"about": found.subject, "thing": called(found.subject), "states": STATES}
    shown["reasons"] = queries.reasons_of(found.subject)
    shown |= {"words": queries.words(actor(), found), "endings": ENDINGS, "over": queries.ending_of(found)}
    shown |= _people(found.asker_id, found.author_id) if found.state == "asked" else {}
    former = [one for one in queries.readings_of(found.subject) if one.id != found.id]
    return page("reports/reading.html", reading=found, former=former, hours=settings().reading_hours, **shown)


@blueprint.post("/<int:reading_id>/answer")
@redraw(show)
@confirmed
def answer(reading_id: int) -> Response:
    form = parse(AnswerForm)
    if form.answer == "agree":
        actions.agree(actor(), reading_id, form.word, hours=settings().reading_hours)
        return go("readings.show", reading_id=reading_id, say=_("Agreed."))
    actions.decline(actor(), reading_id, form.word)
    return go("readings.show", reading_id=reading_id, say=_("Declined."))


@blueprint.post("/<int:reading_id>/opening")
@confirmed
def open_it(reading_id: int) -> Response:
    actions.open_reading(actor(), reading_id)
    return go("readings.show", reading_id=reading_id, say=_("Opened. The author is told."))


@blueprint.delete("/<int:reading_id>")
def withdraw(reading_id: int) -> Response:
    actions.withdraw(actor(), reading_id)
    return go("readings.show", reading_id=reading_id, say=_("It is over."))


def _people(asker_id: int, author_id: int | None) -> dict[str, Any]:
    """Who can agree; where nobody can, who could be named, and by whom."""
    can_agree = queries.second_people(asker_id, author_id)
    if can_agree:
        return {"can_agree": can_agree, "could_be": [], "by": []}
    return {"can_agree": [], "could_be": queries.could_be_named(asker_id, author_id), "by": queries.who_names()}
