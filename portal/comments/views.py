"""Threads, and the forms to write, change and remove what stands in them."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup

from auth.policy import can, get, require
from auth.session import actor
from portal.core import subjects
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.core.web import card, form_state, fragment, go, limit, page, parse, redraw, wants_fragment
from portal.drafts import Draft, draft_of, forget

from . import actions, queries
from .forms import CommentForm, EditForm, RemovalForm
from .models import Comment
from .turning import gone_on

blueprint = Blueprint("comments", __name__, url_prefix="/comments")
_COUNTS = queries.CommentRow._fields.index("reactions")


@blueprint.record_once
def _hand_in_the_card(state: Any) -> None:
    state.app.jinja_env.globals["comment_card"] = comment_card


def comment_card(row: queries.CommentRow, may_comment: bool) -> Markup:
    """Draws a comment as one reader sees it; colleagues with the same rights and reaction share what was drawn."""
    own = *row[:_COUNTS], *row[_COUNTS + 1 :]
    return card("comments/_comment.html", (own, *row.reactions.items(), may_comment), row=row, may_comment=may_comment)


@blueprint.get("/about/<ref>")
def thread(ref: str) -> Response:
    about = Ref.parse(ref)
    subject = actions.subject_of(actor(), about)
    if "since" in request.args:
        news = queries.news(actor(), about, _instant(request.args["since"]))
        return fragment("comments/_news.html", news=news, may_comment=can(actor(), "comment", subject))
    may_comment = can(actor(), "comment", subject)
    found = queries.thread(actor(), about, after=request.args.get("after"), may_comment=may_comment)
    if wants_fragment():
        return fragment("comments/_stretch.html", thread=found)
    return page("comments/thread.html", thread=found, **_subject(subject))


@blueprint.get("/<int:comment_id>")
def show(comment_id: int) -> Response:
    try:
        comment = get(actor(), Comment, comment_id)
    except NotFound:
        return go(gone_on(actor(), Ref("comment", comment_id)))
    subject = actions.subject_of(actor(), _about(comment))
    if wants_fragment():
        row = queries.row_of(actor(), comment_id)
        return fragment("comments/_one.html", row=row, may_comment=can(actor(), "comment", subject))
    if queries.is_early(comment):
        return go(_subject(subject)["url"], fragment_id=f"c{comment_id}")
    strand = queries.strand_of(actor(), comment)
    return page("comments/show.html", strand=strand, about=_about(comment), **_subject(subject))


@blueprint.get("/new")
def new() -> Response:
    answered = _answered()
    draft = _draft()
    about = _about(answered) if answered else Ref.parse(request.values.get("about", "") or draft.about)
    subject = actions.subject_of(actor(), about)
    require(actor(), "comment", subject)
    template = "comments/_form.html" if wants_fragment() else "comments/new.html"
    typed = "" if form_state().error("key") else request.form.get("key", "") or draft.key
    return page(
        template, about=about, answered=answered, key=typed or queries.new_key(), begun=draft.body, **_subject(subject)
    )


@blueprint.post("")
@limit("30 per minute")
@redraw(new)
def create() -> Response:
    form = parse(CommentForm)
    about = Ref.parse(form.about)
    comment, is_new = actions.add_comment(actor(), about, form.body, parent_id=form.parent, client_key=form.key)
    forget(actor(), form.key)
    if not wants_fragment():
        return go("comments.show", comment_id=comment.id)
    row = queries.own_row(actor(), comment)
    return fragment("comments/_added.html", row=row, about=about, key=queries.new_key(), is_new=is_new)


@blueprint.get("/<int:comment_id>/edit")
def edit(comment_id: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    require(actor(), "edit", comment)
    template = "comments/_edit.html" if wants_fragment() else "comments/edit.html"
    return page(template, comment=comment)


@blueprint.put("/<int:comment_id>")
@redraw(edit)
def update(comment_id: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    form = parse(EditForm)
    try:
        actions.edit_comment(actor(), comment, form.body, form.version, quiet=form.quiet)
    except Conflict:
        template = "comments/_conflict.html" if wants_fragment() else "comments/conflict.html"
        return page(template, 409, comment=comment, typed=form.body)
    return show(comment_id) if wants_fragment() else go("comments.show", comment_id=comment_id)


@blueprint.get("/<int:comment_id>/removal")
def ask_removal(comment_id: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    require(actor(), "remove", comment)
    return page("comments/removal.html", comment=comment)


@blueprint.delete("/<int:comment_id>")
@redraw(ask_removal)
def delete(comment_id: int) -> Response:
    comment = get(actor(), Comment, comment_id)
    actions.remove_comment(actor(), comment, parse(RemovalForm).reason)
    subject = actions.subject_of(actor(), _about(comment))
    undo = url_for("comments.restore", comment_id=comment_id)
    return go(_subject(subject)["url"], say=_("Comment deleted."), undo=undo)


@blueprint.post("/<int:comment_id>/restoration")
def restore(comment_id: int) -> Response:
    actions.restore_comment(actor(), comment_id)
    return go("comments.show", say=_("The comment is back."), comment_id=comment_id)


def _draft() -> Draft:
    number = request.args.get("draft", "")
    return draft_of(actor(), int(number)) if number.isascii() and number.isdigit() else Draft(about="", key="", body="")


def _answered() -> Comment | None:
    typed = request.values.get("parent", "")
    if not typed:
        return None
    return get(actor(), Comment, int(typed) if typed.isascii() and typed.isdigit() else 0)


def _about(comment: Comment) -> Ref:
    return Ref(comment.subject_kind, comment.subject_id)


def _subject(subject: Any) -> dict[str, Any]:
    kind = subjects.kind_of(subject)
    return {"title": kind.title(subject), "url": kind.url(subject)}


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if instant.tzinfo is None:
        raise NotFound
    return instant
