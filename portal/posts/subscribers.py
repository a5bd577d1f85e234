"""What follows for posts and from posts: counts, and who hears of it."""

from sqlalchemy import select, union_all

from portal.attachments import AttachmentDescribed
from portal.comments import Comment, CommentAdded, CommentEvent, CommentRemoved, CommentRestored
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.jobs import enqueue
from portal.notifications import kind, notify, notify_audience

from .actions import count_comments, renew_files
from .events import PostEdited, PostEvent, PostPinned, PostPublished, PostTakenDown
from .jobs import tell_readers
from .models import Post

MOST_PARTICIPANTS = 200

kind("comment", label=lazy_("Comments on my posts and where I take part"))
kind("pinned", label=lazy_("Posts that are pinned in my groups"), personal=False)
kind("post", label=lazy_("New posts in groups of which I want to hear everything"), personal=False)
kind("followed", label=lazy_("Posts of people I follow"), personal=False)
kind("removal", label=lazy_("Something of mine was removed"))


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
def tell_author_and_participants(event: CommentAdded) -> None:
    """Tells who wrote the post and who commented on it, except who hears of it as a reply or a mention."""
    if event.about.kind != "post":
        return
    took_part = (
        select(Comment.author_id)
        .where(Comment.subject_kind == "post", Comment.subject_id == event.about.id, Comment.removed_at.is_(None))
        .distinct()
        .limit(MOST_PARTICIPANTS)
    )
    wrote = select(Post.author_id).where(Post.id == event.about.id)
    listening = set(db.session.scalars(union_all(wrote, select(took_part.subquery().c.author_id))))
    notify(
        listening - set(event.mentions) - {event.parent_author_id},
        event,
        kind="comment",
        notice="posts/_comment_notice.html",
        about=event.about,
        fold=f"comment:{event.about}",
        data={"comment": event.subject.id},
    )


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
    """Tells, in a job, members who want to hear of everything in their group, and who follows the author."""
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
