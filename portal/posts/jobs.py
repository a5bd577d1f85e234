"""Telling a group of a new post, and purging what was removed long ago."""

from datetime import timedelta

from sqlalchemy import delete, select

from auth.audience import NOBODY
from auth.models import User
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.subjects import Ref
from portal.groups import wants_all
from portal.notifications import notify

from .events import PostPublished
from .models import Post

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
    """Deletes posts that were removed so long ago that nobody can restore them any more."""
    old = clock.now() - timedelta(days=PURGE_DAYS)
    ids = list(db.session.scalars(select(Post.id).where(Post.removed_at < old).limit(1000)))
    db.session.execute(delete(Post).where(Post.id.in_(ids)))
