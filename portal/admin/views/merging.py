"""Merging two accounts of one person: finding the other one, seeing both side by side, doing it."""

from flask import Response, request

from auth.again import confirmed
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw

from .. import queries
from ..forms import ReasonForm
from ..merging import candidates, merge, side
from .blueprint import blueprint


@blueprint.get("/admin/people/<int:user_id>/merger")
def other_account(user_id: int) -> Response:
    who = actor()
    words = request.args.get("q", "")
    found = queries.account(who, user_id)
    return page("admin/other_account.html", account=found, words=words, found=candidates(who, found.user, words))


@blueprint.get("/admin/people/<int:user_id>/merger/<int:other_id>")
def merger(user_id: int, other_id: int) -> Response:
    who = actor()
    return page("admin/merger.html", kept=side(who, user_id), gone=side(who, other_id))


@blueprint.post("/admin/people/<int:user_id>/merger/<int:other_id>")
@redraw(merger)
@confirmed
def merge_accounts(user_id: int, other_id: int) -> Response:
    kept = merge(actor(), user_id, other_id, reason=parse(ReasonForm).reason)
    return go("admin.person", user_id=kept.id, say=_("The two accounts are one now."))
