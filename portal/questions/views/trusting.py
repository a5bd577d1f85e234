"""Whether an answer still holds: who stands for it, who doubts it."""

from flask import Response

from auth.policy import can, get, require
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw

from .. import actions, queries
from ..addresses import url_of_answer
from ..forms import ConfirmationForm, DoubtForm
from ..models import Answer
from . import blueprint


@blueprint.get("/answers/<int:answer_id>/confirmation")
def ask_confirmation(answer_id: int) -> Response:
    answer = get(actor(), Answer, answer_id)
    require(actor(), "publish", answer)
    return page("questions/confirmation.html", answer=answer)


@blueprint.put("/answers/<int:answer_id>/confirmation")
@redraw(ask_confirmation)
def confirm(answer_id: int) -> Response:
    actions.confirm_answer(actor(), get(actor(), Answer, answer_id), parse(ConfirmationForm).valid_until)
    return go(url_of_answer(answer_id), say=_("You stand for this answer now."))


@blueprint.delete("/answers/<int:answer_id>/confirmation")
def confirm_no_more(answer_id: int) -> Response:
    actions.withdraw_confirmation(actor(), get(actor(), Answer, answer_id))
    return go(url_of_answer(answer_id), say=_("Nobody stands for this answer any more."))


@blueprint.get("/answers/<int:answer_id>/doubts")
def doubts(answer_id: int) -> Response:
    answer = get(actor(), Answer, answer_id)
    found = queries.doubts(answer_id)
    may_settle = can(actor(), "edit", answer) or can(actor(), "moderate", answer)
    may_doubt = can(actor(), "react", answer) and not any(one.user_id == actor().id for one in found)
    return page("questions/doubts.html", answer=answer, doubts=found, may_settle=may_settle, may_doubt=may_doubt)


@blueprint.post("/answers/<int:answer_id>/doubts")
@limit("30 per hour")
@redraw(doubts)
def doubt(answer_id: int) -> Response:
    actions.doubt_answer(actor(), get(actor(), Answer, answer_id), parse(DoubtForm).reason)
    return go(url_of_answer(answer_id), say=_("Thank you: who wrote this is told."))


@blueprint.delete("/answers/<int:answer_id>/doubts")
def settle(answer_id: int) -> Response:
    actions.settle_doubts(actor(), get(actor(), Answer, answer_id))
    return go(url_of_answer(answer_id), say=_("The answer stands without doubts again."))
