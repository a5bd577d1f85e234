"""Telling a group of a new post, and purging what was removed long ago."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select

from auth.audience import NOBODY
from auth.models import User
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some, purged
from portal.core.subjects import Ref
from portal.groups import wants_all
from portal.notifications import notify

from .events import PostPublished
from .models import Bookmark, Post

BATCH = 500
PURGE_DAYS = 30


@job
def tell_members(*, actor_id: int, post_id: int, after: int = 0) -> None:
    """Tells the next members who want to hear of everything, and asks for those behind them."""
    post = db.session.get(Post, post_id)
    if post is None or post.audience == NOBODY:
        return
    wanting = select(User.id).where(User.id.in_(wants_all(post.audience)), User.id > after)
    user_ids = list(db.session.scalars(wanting.order_by(User.id).limit(BATCH)))
    subject = Ref("post", post_id)
    event = PostPublished(actor_id=actor_id, subject=subject, audience=post.audience, mentions=())
    notify(
        user_ids,
        event,
        kind="post",
        notice="posts/_published_notice.html",
        about=subject,
        fold=f"post:{post.audience}",
    )
    if len(user_ids) == BATCH:
        enqueue(tell_members, actor_id=actor_id, post_id=post_id, after=user_ids[-1])


@every(hours=24)
def purge_removed_posts() -> None:
    """Asks for the end of posts that were removed so long ago that nobody restores them any more."""
    ids = list(db.session.scalars(select(Post.id).where(_is_over()).order_by(Post.id).limit(BATCH)))
    for post_id in ids:
        enqueue(purge_post, key=str(post_id), post_id=post_id)
    if len(ids) == BATCH:
        enqueue(purge_removed_posts, pause=timedelta(minutes=10))


@job
def purge_post(*, post_id: int) -> None:
    """Deletes a post that was removed long ago, with all that refers to it; one that came back in time stays."""
    over = select(Post.id).where(Post.id == post_id, _is_over()).with_for_update()
    if db.session.scalar(over) is None:
        return
    if delete_some(Bookmark, Bookmark.post_id == post_id):
        enqueue(purge_post, post_id=post_id)
        return
    db.session.execute(delete(Post).where(Post.id == post_id).execution_options(synchronize_session=False))
    purged(Ref("post", post_id))


def _is_over() -> ColumnElement[bool]:
    return Post.removed_at < clock.now() - timedelta(days=PURGE_DAYS)
