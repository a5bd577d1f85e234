"""The rules of a thread, how much one hears of it, how far one has read, and how its comments read before."""

from typing import Any

from flask import Blueprint, Response, request

from auth.policy import can, get, require
from auth.session import actor
from portal.core import subjects
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import go, page, parse, redraw, wants_fragment
from portal.groups import moderates

from .. import actions, turning
from ..forms import ClosingForm, LevelForm, PaceForm, RemovalForm, TurnForm, VisitForm
from ..models import Comment
from . import rules, standing
from .history import history, take_out_version

blueprint = Blueprint("threads", __name__, url_prefix="/comments")


@blueprint.get("/about/<ref>/rules")
def laid_down(ref: str) -> Response:
    about, subject = _subject(ref)
    require(actor(), "manage", subject)
    may_pace = can(actor(), "moderate", subject)
    shown: dict[str, Any] = {"rules": rules.rules_of(about), "paces": rules.PACES, "may_pace": may_pace}
    return page("comments/rules.html", about=about, **shown, **_named(subject))


@blueprint.put("/about/<ref>/closing")
@redraw(laid_down)
def close(ref: str) -> Response:
    about, subject = _subject(ref)
    rules.close_thread(actor(), about, subject, parse(ClosingForm).reason)
    return _back(subject, _("The comments are closed."))


@blueprint.delete("/about/<ref>/closing")
def reopen(ref: str) -> Response:
    about, subject = _subject(ref)
    rules.reopen_thread(actor(), about, subject)
    return _back(subject, _("One may comment again."))


@blueprint.put("/about/<ref>/pace")
@redraw(laid_down)
def pace(ref: str) -> Response:
    about, subject = _subject(ref)
    rules.pace_thread(actor(), about, subject, parse(PaceForm).minutes)
    return _back(subject, _("Your choice is kept."))


@blueprint.get("/about/<ref>/kind")
def ask_turn(ref: str) -> Response:
    about, subject = _subject(ref)
    require(actor(), "moderate", subject)
    return page(
        "comments/turn.html", about=about, choices=turning.choices(about), note=turning.note(about), **_named(subject)
    )


@blueprint.put("/about/<ref>/kind")
@redraw(ask_turn)
def turn(ref: str) -> Response:
    new = turning.turn(actor(), Ref.parse(ref), parse(TurnForm).kind)
    return _back(new, _("It goes on here, with its comments."))


@blueprint.put("/about/<ref>/level")
def level(ref: str) -> Response:
    about, subject = _subject(ref)
    chosen = parse(LevelForm).level
    standing.choose_level(actor(), about, chosen)
    words = {
        "all": _("You hear of all comments here."),
        "me": _("You hear of answers to you and of your name."),
        "none": _("You hear no more of this."),
    }
    return _back(subject, words[chosen])


@blueprint.post("/about/<ref>/visit")
def visit(ref: str) -> Response:
    about, subject = _subject(ref)
    form = parse(VisitForm, query="until" in request.args)
    standing.visit(actor(), about, form.instant(), form.place)
    return Response(status=204) if wants_fragment() else _back(subject, _("Marked as read."))


@blueprint.get("/<int:comment_id>/history")
def versions(comment_id: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    found = history(comment, _behind(request.args.get("before", "")))
    may_take_out = moderates(actor(), comment.audience)
    return page("comments/history.html", comment=comment, history=found, may_take_out=may_take_out)


@blueprint.get("/<int:comment_id>/history/<int:version>/removal")
def ask_version(comment_id: int, version: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    require(actor(), "remove", comment)
    return page("comments/version.html", comment=comment, version=version)


@blueprint.delete("/<int:comment_id>/history/<int:version>")
@redraw(ask_version)
def take_out(comment_id: int, version: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    take_out_version(actor(), comment, version, parse(RemovalForm).reason)
    return go("threads.versions", comment_id=comment_id, say=_("Those words are gone."))


def _behind(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _subject(ref: str) -> tuple[Ref, Any]:
    about = Ref.parse(ref)
    return about, actions.subject_of(actor(), about)


def _named(subject: Any) -> dict[str, Any]:
    kind = subjects.kind_of(subject)
    return {"title": kind.title(subject), "url": kind.url(subject)}


def _back(subject: Any, say: str) -> Response:
    return go(_named(subject)["url"], say=say)
