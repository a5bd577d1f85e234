"""The list of answers that need a look, and the two words that one can say of each."""

from flask import Blueprint, Response, request

from auth.policy import get
from auth.session import actor
from portal.core.errors import Forbidden
from portal.core.i18n import _
from portal.core.web import fragment, go, page, wants_fragment

from ..addresses import url_of_answer
from ..asking_around.queries import looks_after
from ..models import Answer
from . import actions, queries

blueprint = Blueprint("keeping", __name__, url_prefix="/questions")


@blueprint.get("/review")
def review() -> Response:
    who = actor()
    if not looks_after(who):
        raise Forbidden
    found = queries.looks(who, request.args.get("after"))
    if wants_fragment():
        return fragment("questions/_review_list.html", looks=found)
    return page("questions/review.html", looks=found)


@blueprint.put("/answers/<int:answer_id>/verification")
def verify(answer_id: int) -> Response:
    actions.verify(actor(), get(actor(), Answer, answer_id))
    return _next(answer_id, _("You stand for this answer for another year."))


@blueprint.put("/answers/<int:answer_id>/obsolescence")
def mark_obsolete(answer_id: int) -> Response:
    actions.mark_obsolete(actor(), get(actor(), Answer, answer_id))
    return _next(answer_id, _("The answer is marked as obsolete."))


@blueprint.delete("/answers/<int:answer_id>/obsolescence")
def revive(answer_id: int) -> Response:
    actions.revive(actor(), get(actor(), Answer, answer_id))
    return go(url_of_answer(answer_id), say=_("The answer holds again."))


def _next(answer_id: int, say: str) -> Response:
    """Leads on in the list where the word was said there, otherwise back to the answer."""
    return (
        go("keeping.review", say=say) if request.form.get("from") == "review" else go(url_of_answer(answer_id), say=say)
    )
