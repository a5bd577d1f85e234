"""What follows in the life of a post and of its thread: moving, splitting, passing on, sharing, closing, reporting."""

from auth.audience import Actor
from auth.policy import get
from portal import comments, posts, reports
from portal.core import subjects
from portal.core.i18n import lazy_
from portal.core.subjects import Ref

from ..asks import VersionsAsk
from ..operations import Operation
from ..shapes import common
from ..shapes import posts as shapes
from ..shapes.versions import Versions, versions
from .door import serve

POSTS, COMMENTS = "posts:write", "comments:write"
READ_POSTS, READ_COMMENTS = "posts:read", "comments:read"
_POST = "/posts/<int:post_id>"
_THREAD = "/comments/about/<ref>"


@serve(Operation("PUT", f"{_POST}/place", POSTS, lazy_("Put a post into another place"), body=posts.MoveForm))
def move_post(who: Actor, post_id: int, body: posts.MoveForm) -> None:
    posts.move_post(who, get(who, posts.Post, post_id), body.audience, body.reason)


@serve(
    Operation(
        "POST",
        f"{_POST}/split",
        POSTS,
        lazy_("Have comments go on under a post of their own"),
        shapes.WholePost,
        posts.SplitForm,
        status=201,
        without=frozenset({"key", "audience"}),
    )
)
def split_post(who: Actor, post_id: int, body: posts.SplitForm) -> shapes.WholePost:
    return shapes.post(who, posts.split_post(who, get(who, posts.Post, post_id), body, body.comments).id)


@serve(
    Operation(
        "POST", f"{_POST}/cards", POSTS, lazy_("Put a card of a post into another place"), shapes.WholePost,
        posts.PassForm, status=201,
    )
)  # fmt: skip
def pass_post_on(who: Actor, post_id: int, body: posts.PassForm) -> shapes.WholePost:
    return shapes.post(who, posts.pass_on(who, get(who, posts.Post, post_id), body.audience).id)


@serve(Operation("POST", f"{_POST}/shares", POSTS, lazy_("Tell people of a post"), shapes.Told, posts.ShareForm))
def share_post(who: Actor, post_id: int, body: posts.ShareForm) -> shapes.Told:
    found = posts.share_post(who, get(who, posts.Post, post_id), body.handles(), body.note)
    return shapes.Told(told=list(found.told), left_out=list(found.left_out))


@serve(Operation("GET", f"{_POST}/history", READ_POSTS, lazy_("How a post read before"), Versions, query=VersionsAsk))
def list_post_versions(who: Actor, post_id: int, query: VersionsAsk) -> Versions:
    return versions(posts.history(get(who, posts.Post, post_id), query.after))


@serve(
    Operation(
        "GET",
        "/comments/<int:comment_id>/history",
        READ_COMMENTS,
        lazy_("How a comment read before"),
        Versions,
        query=VersionsAsk,
    )
)
def list_comment_versions(who: Actor, comment_id: int, query: VersionsAsk) -> Versions:
    return versions(comments.history(get(who, comments.Comment, comment_id), query.after))


@serve(
    Operation(
        "DELETE",
        f"{_POST}/history/<int:version>",
        POSTS,
        lazy_("Take former words of a post out of its history"),
        query=posts.RemovalForm,
    )
)
def take_out_post_version(who: Actor, post_id: int, version: int, query: posts.RemovalForm) -> None:
    posts.take_out_version(who, get(who, posts.Post, post_id), version, query.reason)


@serve(
    Operation(
        "DELETE",
        "/comments/<int:comment_id>/history/<int:version>",
        COMMENTS,
        lazy_("Take former words of a comment out of its history"),
        query=comments.RemovalForm,
    )
)
def take_out_comment_version(who: Actor, comment_id: int, version: int, query: comments.RemovalForm) -> None:
    comments.take_out_version(who, get(who, comments.Comment, comment_id), version, query.reason)


@serve(
    Operation(
        "PUT", f"{_THREAD}/closing", COMMENTS, lazy_("Close the comments, with the reason"), body=comments.ClosingForm
    )
)
def close_thread(who: Actor, ref: str, body: comments.ClosingForm) -> None:
    about = Ref.parse(ref)
    comments.close_thread(who, about, comments.subject_of(who, about), body.reason)


@serve(Operation("DELETE", f"{_THREAD}/closing", COMMENTS, lazy_("Open the comments again")))
def reopen_thread(who: Actor, ref: str) -> None:
    about = Ref.parse(ref)
    comments.reopen_thread(who, about, comments.subject_of(who, about))


@serve(Operation("PUT", f"{_THREAD}/pace", COMMENTS, lazy_("Slow the comments down"), body=comments.PaceForm))
def pace_thread(who: Actor, ref: str, body: comments.PaceForm) -> None:
    about = Ref.parse(ref)
    comments.pace_thread(who, about, comments.subject_of(who, about), body.minutes)


@serve(
    Operation(
        "PUT", f"{_THREAD}/level", COMMENTS, lazy_("Say how much I want to hear of a thread"), body=comments.LevelForm
    )
)
def set_thread_level(who: Actor, ref: str, body: comments.LevelForm) -> None:
    about = Ref.parse(ref)
    comments.subject_of(who, about)
    comments.choose_level(who, about, body.level)


@serve(Operation("POST", "/reports", POSTS, lazy_("Ask to have something looked at"), body=reports.ReportForm))
def report(who: Actor, body: reports.ReportForm) -> None:
    reports.report(who, body)


@serve(
    Operation(
        "PUT", f"{_THREAD}/kind", COMMENTS, lazy_("Have a subject go on as one of another kind"), common.Moved,
        comments.TurnForm,
    )
)  # fmt: skip
def turn_subject(who: Actor, ref: str, body: comments.TurnForm) -> common.Moved:
    new = comments.turn(who, Ref.parse(ref), body.kind)
    return common.Moved(about=str(subjects.ref(new)))
