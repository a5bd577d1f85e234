"""Writing, changing, removing, pinning and keeping posts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from auth.audience import NOBODY, Actor, move
from auth.policy import require
from portal.attachments import adopt
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.groups import count_post
from portal.people import mentionable

from .events import (
    PostEdited,
    PostPinned,
    PostPublished,
    PostRemoved,
    PostRestored,
    PostTakenDown,
    PostUnpinned,
)
from .forms import EditForm, PostForm
from .models import Bookmark, Post, Revision


class Stale(Conflict):
    """The post changed while somebody edited it; `post` is what stands there now."""

    def __init__(self, post: Post) -> None:
        super().__init__(_("This post was changed while you were writing."))
        self.post = post


def ref_of(post_id: int) -> Ref:
    """Names a post as a subject."""
    return Ref("post", post_id)


def publish_post(actor: Actor, form: PostForm, *, alts: Mapping[int, str] | None = None) -> Post:
    """Writes a post for its audience; the same `key` once more gives the post that is there.

    Raises Invalid where that one has other words, as from another device.

    `alts` say, by id, what is to be seen on the pictures that go with it.

    Raises NotFound for an audience unseen, Forbidden for one that the actor may not write to, Invalid without words.
    """
    rendered = _render(form.body)
    now = clock.now()
    values: dict[str, Any] = {"author_id": actor.id, "audience": form.audience, "title": form.title, "body": form.body}
    values |= {"html": rendered.html, "plain": rendered.plain, "tags": list(rendered.tags), "published_at": now}
    values |= {"client_key": form.key or None, "has_files": bool(form.attachments), "version": 1, "is_pinned": False}
    require(actor, "create", Post(**values))
    statement = db.insert(Post).values(**values, comment_count=0, reactions={}).on_conflict_do_nothing()
    post_id = db.session.scalar(statement.returning(Post.id))
    if post_id is None:
        return _sent_before(actor, form)
    post = db.session.get_one(Post, post_id)
    adopt(actor, form.attachments, ref_of(post.id), post.audience, alts=alts)
    count_post(post.audience, actor.id)
    events.publish(
        PostPublished(actor_id=actor.id, subject=ref_of(post.id), audience=post.audience, mentions=rendered.mentions)
    )
    return post


def _render(body: str) -> text.Rendered:
    rendered = text.render(body, mentionable)
    if not rendered.plain and 'src="/files/' not in rendered.html:
        raise Invalid("body", _("This field is empty."))
    return rendered


def _sent_before(actor: Actor, form: PostForm) -> Post:
    post = db.session.scalars(select(Post).where(Post.author_id == actor.id, Post.client_key == form.key)).one()
    if post.version == 1 and (post.title, post.body) != (form.title, form.body):
        raise Invalid("key", _("You have sent this already, with other words. Send it again if both are meant."))
    return post


def edit_post(actor: Actor, post: Post, form: EditForm, *, alts: Mapping[int, str] | None = None) -> None:
    """Changes the words of a post. Raises Stale when it is no longer the version that the author began with."""
    require(actor, "edit", post)
    if post.version != form.version:
        raise Stale(post)
    rendered = _render(form.body)
    values: dict[str, Any] = {"title": form.title, "body": form.body, "html": rendered.html, "plain": rendered.plain}
    values |= {"tags": list(rendered.tags), "version": form.version + 1, "edited_at": clock.now()}
    values |= {"has_files": bool(form.attachments)}
    same = update(Post).where(Post.id == post.id, Post.version == form.version).values(**values)
    before = set(text.render(post.body, mentionable).mentions)
    former = {"title": post.title, "body": post.body, "at": post.edited_at or post.published_at}
    if db.session.scalar(same.returning(Post.id).execution_options(synchronize_session=False)) is None:
        db.session.refresh(post)
        raise Stale(post)
    db.session.add(Revision(post_id=post.id, version=form.version, **former))
    db.session.refresh(post)
    adopt(actor, form.attachments, ref_of(post.id), post.audience, alts=alts)
    new = () if form.quiet else tuple(user_id for user_id in rendered.mentions if user_id not in before)
    events.publish(PostEdited(actor_id=actor.id, subject=ref_of(post.id), audience=post.audience, mentions=new))


def remove_post(actor: Actor, post: Post, reason: str = "") -> None:
    """Takes a post from everybody's sight; it can be restored until it is purged.

    Raises Invalid without a reason for somebody else's post.
    """
    require(actor, "remove", post)
    is_own = post.author_id == actor.id
    if not is_own and not reason:
        raise Invalid("reason", _("Say why: the author will read it."))
    post.former, post.removed_at, post.removed_by = post.audience, clock.now(), actor.id
    post.is_pinned = False
    said: dict[str, Any] = {"actor_id": actor.id, "subject": ref_of(post.id), "audience": post.audience}
    move(actor, post, NOBODY)
    events.publish(PostRemoved(**said) if is_own else PostTakenDown(**said, reason=reason))


def restore_post(actor: Actor, post_id: int) -> Post:
    """Takes a removal back, for who removed it. Raises NotFound."""
    post = db.session.get(Post, post_id) if post_id < 2**53 else None
    if post is None or post.removed_at is None or post.removed_by != actor.id or post.former is None:
        raise NotFound
    if not actor.holds(post.former):
        raise Forbidden
    audience, post.removed_at, post.removed_by, post.former = post.former, None, None, None
    move(actor, post, audience)
    events.publish(PostRestored(actor_id=actor.id, subject=ref_of(post.id), audience=audience))
    return post


def pin_post(actor: Actor, post: Post) -> None:
    """Puts a post on top of its audience's feed, in place of the one that stood there."""
    require(actor, "moderate", post)
    others = update(Post).where(Post.audience == post.audience, Post.is_pinned, Post.id != post.id)
    db.session.execute(others.values(is_pinned=False).execution_options(synchronize_session=False))
    post.is_pinned = True
    db.session.flush()
    events.publish(PostPinned(actor_id=actor.id, subject=ref_of(post.id), audience=post.audience))


def unpin_post(actor: Actor, post: Post) -> None:
    """Puts a post back into its ordinary place."""
    require(actor, "moderate", post)
    post.is_pinned = False
    db.session.flush()
    events.publish(PostUnpinned(actor_id=actor.id, subject=ref_of(post.id), audience=post.audience))


def save_post(actor: Actor, post: Post) -> None:
    """Keeps a post for the actor to read later."""
    row = {"user_id": actor.id, "post_id": post.id, "at": clock.now()}
    db.upsert(Bookmark, row, keys=("user_id", "post_id"), update={})


def unsave_post(actor: Actor, post: Post) -> None:
    """Keeps it no longer."""
    own = delete(Bookmark).where(Bookmark.user_id == actor.id, Bookmark.post_id == post.id)
    db.session.execute(own.execution_options(synchronize_session=False))


def renew_files(post_id: int) -> None:
    """Says that something about a post's files changed, so that what was drawn of them is drawn again."""
    statement = update(Post).where(Post.id == post_id).values(files_version=Post.files_version + 1)
    db.session.execute(statement.execution_options(synchronize_session=False))


def count_comments(post_id: int, by: int) -> None:
    """Adds to the number of comments that a post shows."""
    statement = update(Post).where(Post.id == post_id).values(comment_count=Post.comment_count + by)
    db.session.execute(statement.execution_options(synchronize_session=False))
