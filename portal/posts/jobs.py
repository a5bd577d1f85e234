"""Telling of a new post and of comments who wants to hear of it, and purging what was removed long ago."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, literal, select, union_all

from auth.audience import NOBODY
from auth.models import User
from portal.comments import Comment, CommentAdded, listeners
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some, purged
from portal.core.subjects import Ref
from portal.groups import names_of, wants_all
from portal.notifications import Notice, notify
from portal.people import followers_of
from portal.topics import followers, following, slug_of

from .events import PostPublished
from .models import Bookmark, Link, Post

BATCH = 500
PURGE_DAYS = 30


@job
def tell_readers(*, actor_id: int, post_id: int, after: int = 0) -> None:
    """Tells the next members who want to hear of everything and followers of author or topics; asks for those behind.

    Nobody hears of one post twice: neither for two reasons, nor who was named in it.
    """
    post = db.session.get(Post, post_id)
    if post is None or post.audience == NOBODY:
        return
    readers = list(db.session.execute(_readers(post, after)))
    _tell(post, actor_id, readers)
    if len(readers) == BATCH:
        enqueue(tell_readers, actor_id=actor_id, post_id=post_id, after=readers[-1].user_id)


def _readers(post: Post, after: int) -> Select[Any]:
    members = select(wants_all(post.audience).subquery(), literal(1), literal(0))
    authors = select(followers_of(post.author_id).subquery(), literal(0), literal(1))
    topics = select(followers(_topics(post)).subquery(), literal(0), literal(0))
    user_id, is_member, is_follower = union_all(members, authors, topics).subquery().c
    named = select(Notice.user_id).where(Notice.about_kind == "post", Notice.about_id == post.id)
    flags = (func.max(is_member).label("wants_all"), func.max(is_follower).label("follows"))
    statement = select(user_id.label("user_id"), *flags).where(user_id > after, user_id.not_in(named))
    return statement.group_by(user_id).order_by(user_id).limit(BATCH)


def _topics(post: Post) -> dict[str, str]:
    return {slug: tag for tag in post.tags if (slug := slug_of(tag))}


def _tell(post: Post, actor_id: int, readers: list[Any]) -> None:
    subject = Ref("post", post.id)
    event = PostPublished(actor_id=actor_id, subject=subject, audience=post.audience, mentions=())
    said: dict[str, Any] = {"notice": "posts/_published_notice.html", "about": subject}
    group = names_of([post.audience]).get(post.audience)
    told: list[int] = []
    if group is not None:
        here: dict[str, Any] = {"fold": f"post:{post.audience}", "repeated": {"url": f"/groups/{group.slug}"}}
        told = notify([row.user_id for row in readers if row.wants_all], event, kind="post", **said, **here)
    author = db.session.get_one(User, post.author_id)
    theirs: dict[str, Any] = {"fold": f"followed:{author.id}:{post.audience}"}
    theirs |= {"repeated": {"url": f"/people/{author.slug}/posts"}}
    of_author = {row.user_id for row in readers if row.follows} - set(told)
    told += notify(of_author, event, kind="followed", **said, **theirs)
    _tell_under_topics(post, event, {row.user_id for row in readers} - set(told))


def _tell_under_topics(post: Post, event: PostPublished, rest: set[int]) -> None:
    for slug, tag in _topics(post).items():
        said: dict[str, Any] = {"notice": "posts/_tagged_notice.html", "about": event.subject}
        said |= {"data": {"topic": tag}, "repeated": {"url": f"/topics/{slug}"}}
        fold = f"tagged:{slug}:{post.audience}"
        rest -= set(notify(following(slug, rest), event, kind="tagged", fold=fold, **said))


@job
def tell_listeners(*, comment_id: int, skipped: list[int], after: int = 0) -> None:
    """Tells the next of those who hear of every comment on a post of this one; asks for those behind them."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.removed_at is not None:
        return
    about = Ref(comment.subject_kind, comment.subject_id)
    wrote = select(Post.author_id).where(Post.id == about.id)
    some = list(db.session.scalars(listeners(about, comment_id, wrote, after=after).limit(BATCH)))
    said: dict[str, Any] = {"actor_id": comment.author_id, "author_id": comment.author_id, "about": about}
    said |= {"subject": Ref("comment", comment_id), "audience": comment.audience, "parent_id": comment.parent_id}
    notify(
        set(some) - set(skipped),
        CommentAdded(**said, parent_author_id=None, mentions=()),
        kind="comment",
        notice="posts/_comment_notice.html",
        about=about,
        fold=f"comment:{about}",
        data={"comment": comment_id},
    )
    if len(some) == BATCH:
        enqueue(tell_listeners, comment_id=comment_id, skipped=skipped, after=some[-1])


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
    shown_by = select(Link.post_id).where(Link.origin_id == post_id, Link.kind == "card")
    for gone in (*db.session.scalars(shown_by), post_id):
        db.session.execute(delete(Post).where(Post.id == gone).execution_options(synchronize_session=False))
        purged(Ref("post", gone))


def _is_over() -> ColumnElement[bool]:
    return Post.removed_at < clock.now() - timedelta(days=PURGE_DAYS)
