"""Posts: reading, writing, changing, removing, pinning, keeping."""

from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import posts
from portal.core import forms
from portal.core.i18n import lazy_

from ..asks import FeedAsk
from ..operations import Operation
from ..shapes import posts as shapes
from .door import serve
from .versions import check, claimed

READ, WRITE = "posts:read", "posts:write"
_ONE = "/posts/<int:post_id>"


@serve(Operation("GET", "/posts", READ, lazy_("Posts that I may read, newest first"), shapes.Posts, query=FeedAsk))
def list_posts(who: Actor, query: FeedAsk) -> shapes.Posts:
    return shapes.feed(who, query.view, query.audience, query.after or None)


@serve(
    Operation(
        "POST",
        "/posts",
        WRITE,
        lazy_("Write a post for an audience, such as everyone or group:7"),
        shapes.WholePost,
        posts.PostForm,
        status=201,
        without=frozenset({"key"}),
    )
)
def publish_post(who: Actor, body: posts.PostForm) -> shapes.WholePost:
    return shapes.post(who, posts.publish_post(who, body).id)


@serve(Operation("GET", "/posts/places", READ, lazy_("Where I may write"), shapes.Places))
def list_places(who: Actor) -> shapes.Places:
    return shapes.places(who)


@serve(Operation("GET", _ONE, READ, lazy_("One post"), shapes.WholePost))
def get_post(who: Actor, post_id: int) -> shapes.WholePost:
    return shapes.post(who, post_id)


@serve(
    Operation(
        "PUT",
        _ONE,
        WRITE,
        lazy_("Change my post; files that are not named are let go"),
        shapes.WholePost,
        posts.EditForm,
        without=frozenset({"version"}),
        version="needed",
    )
)
def edit_post(who: Actor, post_id: int, body: dict[str, Any], version: int | None) -> shapes.WholePost:
    post = get(who, posts.Post, post_id)
    form = forms.read(posts.EditForm, body | {"version": claimed(version, post)})
    posts.edit_post(who, post, form)
    return shapes.post(who, post_id)


@serve(
    Operation(
        "DELETE",
        _ONE,
        WRITE,
        lazy_("Remove a post; somebody else's needs a reason"),
        query=posts.RemovalForm,
        version="optional",
    )
)
def remove_post(who: Actor, post_id: int, query: posts.RemovalForm, version: int | None) -> None:
    post = get(who, posts.Post, post_id)
    check(version, post)
    posts.remove_post(who, post, query.reason)


@serve(Operation("POST", f"{_ONE}/restoration", WRITE, lazy_("Take my removal of a post back"), shapes.WholePost))
def restore_post(who: Actor, post_id: int) -> shapes.WholePost:
    return shapes.post(who, posts.restore_post(who, post_id).id)


@serve(Operation("PUT", f"{_ONE}/pin", WRITE, lazy_("Put a post on top of its feed"), shapes.WholePost))
def pin_post(who: Actor, post_id: int) -> shapes.WholePost:
    posts.pin_post(who, get(who, posts.Post, post_id))
    return shapes.post(who, post_id)


@serve(Operation("DELETE", f"{_ONE}/pin", WRITE, lazy_("Put a post back into its ordinary place")))
def unpin_post(who: Actor, post_id: int) -> None:
    posts.unpin_post(who, get(who, posts.Post, post_id))


@serve(Operation("PUT", f"{_ONE}/bookmark", WRITE, lazy_("Keep a post for later")))
def save_post(who: Actor, post_id: int) -> None:
    posts.save_post(who, get(who, posts.Post, post_id))


@serve(Operation("DELETE", f"{_ONE}/bookmark", WRITE, lazy_("Keep a post no longer")))
def unsave_post(who: Actor, post_id: int) -> None:
    posts.unsave_post(who, get(who, posts.Post, post_id))
