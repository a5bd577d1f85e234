"""Answers: the page of one with its comments, answering, changing, removing."""

from typing import Any

from flask import Response, request, url_for

from auth.policy import get, require
from auth.session import actor
from portal.attachments import File, attach, files_of, take_in_all
from portal.comments import gone_on, open_thread
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw
from portal.drafts import forget

from .. import actions, cards, drafting, queries
from ..actions.answering import ref_of_answer
from ..actions.asking import Stale
from ..addresses import url_of_answer
from ..desks.library import count_uses
from ..forms import AnswerEditForm, AnswerForm, RemovalForm
from ..models import Answer, Question
from . import blueprint, typed
from .questions import show


@blueprint.post("/<int:question_id>/answers")
@limit("30 per minute")
@redraw(show)
def answer(question_id: int) -> Response:
    sent = take_in_all(typed.uploads())
    question = get(actor(), Question, question_id)
    form = parse(AnswerForm).with_files([attach(actor(), one).id for one in sent])
    given = actions.add_answer(actor(), question, form, alts=typed.alts())
    count_uses(actor(), form.texts)
    forget(actor(), form.key)
    return go(url_of_answer(given.id), say=_("Your answer is there."))


@blueprint.get("/answers/<int:answer_id>")
def show_answer(answer_id: int) -> Response:
    who = actor()
    try:
        row = queries.answer_row(who, answer_id)
    except NotFound:
        return go(gone_on(who, ref_of_answer(answer_id)))
    question = queries.question_row(who, row.question_id)
    may = queries.rights(who, question)
    drawn = cards.draw_answers(who, [row], may, may_comment=False)
    said = open_thread(who, ref_of_answer(answer_id), row.audience, may_comment=may.comment)
    return page("questions/answer.html", row=row, question=question, answers=drawn, thread=said)


@blueprint.get("/answers/<int:answer_id>/foot")
def foot(answer_id: int) -> Response:
    return Response(_foot(answer_id))


def _foot(answer_id: int) -> Any:
    who = actor()
    row = queries.answer_row(who, answer_id)
    may = queries.rights(who, queries.question_row(who, row.question_id))
    return cards.answer_foot(who, row, may, may_comment=may.comment)


@blueprint.get("/answers/<int:answer_id>/edit")
def edit_answer(answer_id: int) -> Response:
    kept = get(actor(), Answer, answer_id)
    require(actor(), "edit", kept)
    change = drafting.change_of(actor(), "answer", kept, request.args.get("draft", ""))
    files = typed.kept(_hanging(answer_id), change.draft)
    return page("questions/edit_answer.html", answer=kept, change=change, files=files)


def _hanging(answer_id: int) -> list[File]:
    return files_of(actor(), "answer", [answer_id]).get(answer_id, [])


@blueprint.put("/answers/<int:answer_id>")
@redraw(edit_answer)
def update_answer(answer_id: int) -> Response:
    sent = take_in_all(typed.uploads())
    kept = get(actor(), Answer, answer_id)
    form = parse(AnswerEditForm)
    form = form.model_copy(update={"attachments": (*form.attachments, *(attach(actor(), one).id for one in sent))})
    try:
        actions.edit_answer(actor(), kept, form, alts=typed.alts())
    except Stale as stale:
        files = typed.kept(_hanging(answer_id))
        return page("questions/conflict_answer.html", 409, answer=stale.thing, typed=form, files=files)
    forget(actor(), form.key)
    return go(url_of_answer(answer_id), say=_("Your changes are there."))


@blueprint.get("/answers/<int:answer_id>/removal")
def ask_removal(answer_id: int) -> Response:
    kept = get(actor(), Answer, answer_id)
    require(actor(), "remove", kept)
    return page("questions/removal_of_answer.html", row=queries.answer_row(actor(), answer_id))


@blueprint.delete("/answers/<int:answer_id>")
@redraw(ask_removal)
def delete_answer(answer_id: int) -> Response:
    kept = get(actor(), Answer, answer_id)
    actions.remove_answer(actor(), kept, parse(RemovalForm).reason)
    undo = url_for("questions.restore_answer", answer_id=answer_id)
    return go("questions.show", question_id=kept.question_id, say=_("The answer is removed."), undo=undo)


@blueprint.post("/answers/<int:answer_id>/restoration")
def restore_answer(answer_id: int) -> Response:
    actions.restore_answer(actor(), answer_id)
    return go(url_of_answer(answer_id), say=_("The answer is back."))
