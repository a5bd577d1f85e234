"""The board of a desk, and the way of a question there."""

from typing import Any

from flask import Response, request

from auth.policy import get
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw, wants_fragment

from ...addresses import url_of
from ...models import Question
from ...queries.rows import question_row
from .. import board, cases, keys, queries
from ..forms import GivingForm, HandOverForm
from ..models import COLUMNS
from . import blueprint

FIRST = 10


@blueprint.get("/desks/<slug>/board")
def show_board(slug: str) -> Response:
    who, row = actor(), queries.desk(slug)
    columns = {state: board.column(who, row.desk, state, size=FIRST) for state in COLUMNS}
    return page("questions/desks/board.html", row=row, columns=columns)


@blueprint.get("/desks/<slug>/board/<state>")
def column(slug: str, state: str) -> Response:
    who, row = actor(), queries.desk(slug)
    found = board.column(who, row.desk, state, request.args.get("after"))
    template = "questions/desks/_cards.html" if wants_fragment() else "questions/desks/column.html"
    return page(template, row=row, state=state, cards=found)


@blueprint.get("/questions/<int:question_id>/desk")
def way(question_id: int) -> Response:
    who = actor()
    row, place = question_row(who, question_id), board.place_of(question_id)
    shown: dict[str, Any] = {"row": row, "place": place, "steps": board.steps(question_id)}
    may_work = place is not None and keys.works_at(who, place.desk.desk.id)
    if may_work and place is not None:
        shown |= {"people": queries.colleagues(place.desk.desk.id), "desks": queries.all_desks()}
    return page("questions/desks/way.html", may_work=may_work, **shown)


@blueprint.put("/questions/<int:question_id>/desk/holder")
@redraw(way)
def hold(question_id: int) -> Response:
    holder_id = parse(GivingForm).holder
    if holder_id is not None:
        cases.give(actor(), question_id, holder_id)
        return _on(question_id, _("Your colleague is told."))
    cases.take(actor(), question_id)
    return _on(question_id, _("The question is yours."))


@blueprint.delete("/questions/<int:question_id>/desk/holder")
def put_back(question_id: int) -> Response:
    cases.put_back(actor(), question_id)
    return _on(question_id, _("The others at the desk can take it now."))


@blueprint.put("/questions/<int:question_id>/desk/pause")
def pause(question_id: int) -> Response:
    cases.wait(actor(), question_id)
    return _on(question_id, _("The question waits for whoever asked."))


@blueprint.put("/questions/<int:question_id>/desk")
@redraw(way)
def hand_over(question_id: int) -> Response:
    cases.hand_over(actor(), question_id, parse(HandOverForm))
    return _on(question_id, _("The question goes on at the other desk."))


def _on(question_id: int, say: str) -> Response:
    """Leads back to the board where the word was said there, otherwise to the question."""
    if request.form.get("from"):
        return go("desks.show_board", slug=request.form["from"], say=say)
    question = get(actor(), Question, question_id)
    return go(url_of(question.id, question.title), say=say)
