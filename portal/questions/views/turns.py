"""What becomes of a question: closed, merged, moved, split."""

from flask import Response, request

from auth.policy import get, require
from auth.session import actor
from portal.core.errors import Forbidden
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw
from portal.groups import may_write, places

from .. import actions, queries
from ..addresses import url_of
from ..forms import ClosingForm, MergeForm, MoveForm, SplitForm, new_key
from ..models import Question
from . import blueprint


def _question(question_id: int, verb: str) -> tuple[Question, queries.QuestionRow]:
    question = get(actor(), Question, question_id)
    require(actor(), verb, question)
    return question, queries.question_row(actor(), question_id)


@blueprint.get("/<int:question_id>/closing")
def ask_closing(question_id: int) -> Response:
    _whole, row = _question(question_id, "manage")
    return page("questions/closing.html", row=row)


@blueprint.put("/<int:question_id>/closing")
@redraw(ask_closing)
def close(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    actions.close_question(actor(), question, parse(ClosingForm).reason)
    return go(url_of(question_id, question.title), say=_("The question is closed."))


@blueprint.delete("/<int:question_id>/closing")
def reopen(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    actions.reopen_question(actor(), question)
    return go(url_of(question_id, question.title), say=_("The question is open again."))


@blueprint.get("/<int:question_id>/merger")
def ask_merger(question_id: int) -> Response:
    _whole, row = _question(question_id, "moderate")
    alike = [one for one in queries.alike(actor(), row.title, except_id=row.id) if one.audience == row.audience]
    return page("questions/merger.html", row=row, alike=alike)


@blueprint.put("/<int:question_id>/merger")
@redraw(ask_merger)
def merge(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    target = actions.merge_question(actor(), question, parse(MergeForm).number())
    return go(url_of(target.id, target.title), say=_("Both questions are one now."))


@blueprint.get("/<int:question_id>/move")
def ask_move(question_id: int) -> Response:
    _whole, row = _question(question_id, "manage")
    others = [place for place in places(actor()) if place.key != row.audience]
    return page("questions/move.html", row=row, places=others)


@blueprint.put("/<int:question_id>/place")
@redraw(ask_move)
def move(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    form = parse(MoveForm)
    actions.move_question(actor(), question, form.audience, form.reason)
    row = queries.question_row(actor(), question_id)
    return go(row.url, say=_("The question stands in %(place)s now.", place=row.place))


@blueprint.get("/<int:question_id>/split")
def ask_split(question_id: int) -> Response:
    _whole, row = _question(question_id, "moderate")
    if not may_write(actor(), row.audience):
        raise Forbidden
    found = queries.answers(actor(), question_id, after=request.args.get("after"))
    return page("questions/split.html", row=row, answers=found, key=request.form.get("key") or new_key())


@blueprint.post("/<int:question_id>/split")
@limit("30 per minute")
@redraw(ask_split)
def split(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    form = parse(SplitForm)
    new = actions.split_question(actor(), question, form, form.answers)
    return go(url_of(new.id, new.title), say=_("The answers go on here."))
