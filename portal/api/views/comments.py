"""Comments and reactions under any subject that takes them, such as post:12."""

from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import comments, reactions
from portal.core import forms
from portal.core.i18n import lazy_
from portal.core.subjects import Ref

from ..asks import Cursor, ThreadAsk
from ..operations import Operation
from ..shapes import comments as shapes
from .door import serve
from .versions import check, claimed

READ, WRITE = "comments:read", "comments:write"
_ONE = "/comments/<int:comment_id>"
_REACTIONS = "/reactions/<ref>"


@serve(Operation("GET", "/comments", READ, lazy_("What was said about a subject"), shapes.Comments, query=ThreadAsk))
def list_comments(who: Actor, query: ThreadAsk) -> shapes.Comments:
    return shapes.thread(who, Ref.parse(query.about), query.after)


@serve(
    Operation(
        "POST",
        "/comments",
        WRITE,
        lazy_("Comment on a subject, or answer a comment"),
        shapes.WholeComment,
        comments.CommentForm,
        status=201,
        without=frozenset({"key"}),
    )
)
def add_comment(who: Actor, body: comments.CommentForm) -> shapes.WholeComment:
    comment, _is_new = comments.add_comment(who, Ref.parse(body.about), body.body, parent_id=body.parent)
    return shapes.comment(who, comment.id)


@serve(Operation("GET", _ONE, READ, lazy_("One comment"), shapes.WholeComment))
def get_comment(who: Actor, comment_id: int) -> shapes.WholeComment:
    return shapes.comment(who, comment_id)


@serve(
    Operation(
        "PUT",
        _ONE,
        WRITE,
        lazy_("Change my comment"),
        shapes.WholeComment,
        comments.EditForm,
        without=frozenset({"version"}),
        version="needed",
    )
)
def edit_comment(who: Actor, comment_id: int, body: dict[str, Any], version: int | None) -> shapes.WholeComment:
    comment = get(who, comments.Comment, comment_id)
    form = forms.read(comments.EditForm, body | {"version": claimed(version, comment)})
    comments.edit_comment(who, comment, form.body, form.version)
    return shapes.comment(who, comment_id)


@serve(
    Operation(
        "DELETE",
        _ONE,
        WRITE,
        lazy_("Remove a comment; somebody else's needs a reason"),
        query=comments.RemovalForm,
        version="optional",
    )
)
def remove_comment(who: Actor, comment_id: int, query: comments.RemovalForm, version: int | None) -> None:
    comment = get(who, comments.Comment, comment_id)
    check(version, comment)
    comments.remove_comment(who, comment, query.reason)


@serve(Operation("POST", f"{_ONE}/restoration", WRITE, lazy_("Take my removal of a comment back"), shapes.WholeComment))
def restore_comment(who: Actor, comment_id: int) -> shapes.WholeComment:
    return shapes.comment(who, comments.restore_comment(who, comment_id).id)


@serve(
    Operation("GET", _REACTIONS, "reactions:read", lazy_("Who reacted to a subject"), shapes.Reactions, query=Cursor)
)
def list_reactions(who: Actor, ref: str, query: Cursor) -> shapes.Reactions:
    return shapes.reacted(who, Ref.parse(ref), query.after)


@serve(
    Operation(
        "PUT",
        _REACTIONS,
        "reactions:write",
        lazy_("React to a subject; nothing takes it back"),
        shapes.Reacted,
        reactions.ReactionForm,
    )
)
def react(who: Actor, ref: str, body: reactions.ReactionForm) -> shapes.Reacted:
    subject = Ref.parse(ref)
    thing = reactions.react(who, subject, body.kind) if body.kind else reactions.take_back(who, subject)
    return shapes.Reacted(counts=thing.reactions, mine=body.kind or None)


@serve(Operation("DELETE", _REACTIONS, "reactions:write", lazy_("Take my reaction back")))
def take_reaction_back(who: Actor, ref: str) -> None:
    reactions.take_back(who, Ref.parse(ref))
