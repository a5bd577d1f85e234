"""A post that comes to another place, and comments that get a post of their own."""

from collections.abc import Iterable
from typing import Any

from auth.audience import Actor, actor_for, move
from auth.policy import require
from portal.comments import chosen, move_comments
from portal.core import clock, db, events
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.groups import count_post

from ..actions import publish_post, ref_of
from ..events import PostMoved, PostMovedByOthers, PostSplit
from ..forms import PostForm
from ..models import Link, Post
from ..policy import may_create


def move_post(actor: Actor, post: Post, audience: str, reason: str = "") -> None:
    """Puts a post into another place, with all that hangs on it; who may not read there sees nothing of it any more.

    Raises NotFound, Forbidden without the right in both places, and Invalid where it stands there already, where its
    author could not read it, and without a reason for somebody else's post.
    """
    require(actor, "manage", post)
    _check(actor, post, audience, reason)
    former, is_own = post.audience, post.author_id == actor.id
    post.is_pinned, post.moved_at = False, clock.now()
    move(actor, post, audience)
    count_post(audience, actor.id)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(post.id), "audience": audience}
    event = PostMoved(**said, former=former) if is_own else PostMovedByOthers(**said, former=former, reason=reason)
    events.publish(event)


def _check(actor: Actor, post: Post, audience: str, reason: str) -> None:
    if audience == post.audience:
        raise Invalid("audience", _("The post stands there already."))
    if not actor.holds(audience):
        raise NotFound
    if not may_create(actor, Post(audience=audience, author_id=actor.id)):
        raise Forbidden
    if post.author_id == actor.id:
        return
    if not reason:
        raise Invalid("reason", _("Say why: the author will read it."))
    if not _reads(post.author_id, audience):
        raise Invalid("audience", _("The author could not read it there. Choose another place."))


def _reads(author_id: int, audience: str) -> bool:
    """Who has left the company does not read anywhere and is not in the way."""
    try:
        return actor_for(author_id).holds(audience)
    except NotFound:
        return True


def split_post(actor: Actor, post: Post, form: PostForm, comment_ids: Iterable[int]) -> Post:
    """Has the chosen comments, with their replies, go on under a new post for the same people, and gives it.

    Raises Forbidden for who does not moderate here or may not write here, Invalid without title or comments.
    """
    require(actor, "moderate", post)
    if not form.title:
        raise Invalid("title", _("This field is empty."))
    new = publish_post(actor, form.model_copy(update={"audience": post.audience}))
    if db.session.get(Link, new.id) is not None:
        return new
    comments = chosen(ref_of(post.id), comment_ids)
    db.session.add(Link(post_id=new.id, origin_id=post.id, kind="split"))
    move_comments(actor, post, comments, new)
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(new.id), "audience": new.audience}
    author_ids = tuple(sorted({comment.author_id for comment in comments}))
    events.publish(PostSplit(**said, origin=ref_of(post.id), author_ids=author_ids))
    return new
