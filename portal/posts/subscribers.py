"""What follows for posts and from posts: counts, and who hears of it."""

from dataclasses import replace

from sqlalchemy import select

from portal.attachments import AttachmentDescribed
from portal.comments import CommentAdded, CommentEvent, CommentRemoved, CommentRestored, CommentsMoved
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.notifications import kind, notify, notify_audience

from .actions import count_comments, renew_files
from .events import (
    PostEdited,
    PostEvent,
    PostMovedByOthers,
    PostPassedOn,
    PostPinned,
    PostPublished,
    PostShared,
    PostSplit,
    PostTakenDown,
)
from .jobs import tell_listeners, tell_readers
from .models import Post

kind("comment", label=lazy_("Comments on my posts and where I take part"))
kind("pinned", label=lazy_("Posts that are pinned in my groups"), personal=False)
kind("post", label=lazy_("New posts in groups of which I want to hear everything"), personal=False)
kind("followed", label=lazy_("Posts of people I follow"), personal=False)
kind("tagged", label=lazy_("New posts on topics that I follow"), personal=False)
kind("removal", label=lazy_("Something of mine was removed"))
kind("moved", label=lazy_("Something of mine has another place"))
kind("share", label=lazy_("Somebody points me to a post"))


@on(CommentEvent)
def count(event: CommentEvent) -> None:
    """Counts a comment that came or went."""
    by = 1 if isinstance(event, CommentAdded | CommentRestored) else -1 if isinstance(event, CommentRemoved) else 0
    if by and event.about.kind == "post":
        count_comments(event.about.id, by)


@on(AttachmentDescribed)
def draw_anew(event: AttachmentDescribed) -> None:
    """Has the cards of a post drawn again when its pictures are described otherwise."""
    if event.subject.kind == "post":
        renew_files(event.subject.id)


@on(CommentAdded)
def tell_who_listens(event: CommentAdded) -> None:
    """Has a job tell who hears of every comment on the post, except who hears of it as a reply or a mention."""
    if event.about.kind == "post":
        skipped = {*event.mentions, event.parent_author_id or 0}
        enqueue(tell_listeners, comment_id=event.subject.id, skipped=sorted(skipped))


@on(CommentsMoved)
def count_what_moved(event: CommentsMoved) -> None:
    """Counts comments where they stand now."""
    for subject, by in ((event.origin, -1), (event.subject, 1)):
        if subject.kind == "post":
            count_comments(subject.id, by * len(event.comment_ids))


@on(PostEvent)
def tell_who_is_named(event: PostEvent) -> None:
    """Tells those whose names were put into the post."""
    if isinstance(event, PostPublished | PostEdited) and event.mentions:
        notify(
            event.mentions,
            event,
            kind="mention",
            notice="posts/_mention_notice.html",
            about=event.subject,
            fold=f"mention:{event.subject}",
        )


@on(PostPublished)
def tell_who_wants_to_hear(event: PostPublished) -> None:
    """Tells, in a job, members who want to hear of everything in their group, and who follows author or topic."""
    enqueue(tell_readers, actor_id=event.actor_id, post_id=event.subject.id)


@on(PostPinned)
def tell_of_what_is_pinned(event: PostPinned) -> None:
    """Tells everybody for whom the post is meant."""
    notify_audience(
        event,
        kind="pinned",
        notice="posts/_pinned_notice.html",
        about=event.subject,
        fold=f"pinned:{event.subject}",
    )


@on(PostTakenDown)
def tell_the_author(event: PostTakenDown) -> None:
    """Tells the author that the post was removed, and why."""
    post = db.session.get(Post, event.subject.id)
    if post is not None:
        notify(
            [post.author_id],
            event,
            kind="removal",
            notice="posts/_removal_notice.html",
            about=event.subject,
            fold=f"removal:{event.subject}",
            data={"reason": event.reason, "url": "/notifications"},
        )


@on(PostMovedByOthers)
def tell_the_author_where_it_stands(event: PostMovedByOthers) -> None:
    """Tells the author that the post has another place, and why."""
    author = db.session.scalar(select(Post.author_id).where(Post.id == event.subject.id))
    notify(
        [author or 0],
        event,
        kind="moved",
        notice="posts/_moved_notice.html",
        about=event.subject,
        fold=f"moved:{event.subject}",
        data={"reason": event.reason},
    )


@on(PostSplit)
def tell_who_commented(event: PostSplit) -> None:
    """Tells those whose comments go on under a new post."""
    notify(
        event.author_ids,
        event,
        kind="moved",
        notice="posts/_split_notice.html",
        about=event.subject,
        fold=f"split:{event.subject}",
    )


@on(PostPassedOn)
def tell_whose_post_it_is(event: PostPassedOn) -> None:
    """Tells the author that somebody has put a card of the post elsewhere; not where, which may be a closed group."""
    origin = db.session.get_one(Post, event.origin.id)
    notify(
        [origin.author_id],
        replace(event, subject=event.origin, audience=origin.audience),
        kind="share",
        notice="posts/_passed_on_notice.html",
        about=event.origin,
        fold=f"passed:{event.origin}",
    )


@on(PostShared)
def tell_who_is_pointed_to_it(event: PostShared) -> None:
    """Tells those with whom the post is shared, with the word that goes with it."""
    notify(
        event.user_ids,
        event,
        kind="share",
        notice="posts/_shared_notice.html",
        about=event.subject,
        fold=f"share:{event.subject}:{event.actor_id}",
        data={"note": event.note},
    )
