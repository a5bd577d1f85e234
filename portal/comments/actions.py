"""Writing, changing, removing comments."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

import search
from auth.audience import NOBODY, Actor, AudienceMoved, move
from auth.policy import get, require
from portal.core import clock, db, events, subjects, text
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.notifications import follow_many
from portal.people import mentionable

from .documents import documents_of, group_of
from .events import CommentAdded, CommentEdited, CommentRemoved, CommentRestored, CommentTakenDown
from .models import Comment, Revision
from .threads import rules

UNDO = timedelta(minutes=10)


def subject_of(actor: Actor, about: Ref, *, held: bool = False) -> Any:
    """Gives the subject that a comment is to stand under. Raises NotFound for one unseen or without comments.

    While it is `held`, its thread is not closed.
    """
    kind = subjects.get(about.kind)
    if "comments" not in kind.traits:
        raise NotFound
    return get(actor, kind.model, about.id, held=held)


def add_comment(
    actor: Actor, about: Ref, body: str, *, parent_id: int | None = None, client_key: str = ""
) -> tuple[Comment, bool]:
    """Writes a comment and gives it, and whether it is new: the same `client_key` twice is one comment.

    A reply to a reply stands beside it. Raises NotFound, Forbidden, and Invalid for a text without words,
    in a thread that is closed, and too soon in a slow one.
    """
    subject = subject_of(actor, about, held=True)
    require(actor, "comment", subject)
    parent = _parent(actor, about, parent_id)
    rendered = _render(body)
    rules.check(actor, about, subject.audience, client_key)
    comment = _insert(
        **_written(actor, body, rendered),
        **_place(about, parent),
        audience=subject.audience,
        client_key=client_key or None,
    )
    if comment is None:
        return _sent_before(actor, client_key, body), False
    said = _said(actor, comment, comment.audience)
    parent_author = parent.author_id if parent else None
    events.publish(CommentAdded(**said, parent_author_id=parent_author, mentions=rendered.mentions))
    return comment, True


def edit_comment(actor: Actor, comment: Comment, body: str, version: int, *, quiet: bool = False) -> None:
    """Changes the text; of a `quiet` change nobody is told. Raises Conflict when it changed since `version`."""
    require(actor, "edit", comment)
    db.session.refresh(comment, with_for_update=True)
    if comment.version != version:
        raise Conflict(_("This comment was changed in the meantime."))
    if body == comment.body:
        return
    named_before = set(_render(comment.body).mentions)
    rendered = _render(body)
    written_at = comment.edited_at or comment.created_at
    db.session.add(Revision(comment_id=comment.id, version=comment.version, body=comment.body, at=written_at))
    comment.body, comment.html, comment.plain = body, rendered.html, rendered.plain
    comment.tags = list(rendered.tags)
    comment.version += 1
    comment.edited_at = comment.changed_at = clock.now()
    db.session.flush()
    new = () if quiet else tuple(person for person in rendered.mentions if person not in named_before)
    events.publish(CommentEdited(**_said(actor, comment, comment.audience), mentions=new))


def remove_comment(actor: Actor, comment: Comment, reason: str = "") -> None:
    """Takes a comment off the page, restorable for ten minutes. Somebody else's is an act of power, with a reason."""
    require(actor, "remove", comment)
    former = comment.audience
    comment.removed_at = comment.changed_at = clock.now()
    comment.removed_by_id = actor.id
    move(actor, comment, NOBODY)
    said = _said(actor, comment, former)
    if comment.author_id == actor.id:
        events.publish(CommentRemoved(**said))
    else:
        if not reason:
            raise Invalid("reason", _("Say why, for the author and for the audit log."))
        events.publish(CommentTakenDown(**said, reason=reason))


def restore_comment(actor: Actor, comment_id: int) -> Comment:
    """Takes the actor's own removal back. Raises NotFound where there is none, or it is too long ago."""
    comment = db.session.get(Comment, comment_id, with_for_update=True)
    if comment is None or comment.removed_at is None or comment.removed_by_id != actor.id:
        raise NotFound
    if comment.removed_at < clock.now() - UNDO:
        raise NotFound
    subject = subject_of(actor, Ref(comment.subject_kind, comment.subject_id))
    comment.removed_at = comment.removed_by_id = None
    comment.changed_at = clock.now()
    move(actor, comment, subject.audience)
    events.publish(CommentRestored(**_said(actor, comment, comment.audience)))
    return comment


def follow_subject(event: AudienceMoved) -> None:
    """Gives the comments of a subject the audience that the subject has now, however many, by one statement a table."""
    hanging = (
        Comment.subject_kind == event.subject.kind,
        Comment.subject_id == event.subject.id,
        Comment.removed_at.is_(None),
    )
    moved = update(Comment).where(*hanging).values(audience=event.audience)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))
    follow_many("comment", select(Comment.id).where(*hanging), event.former, event.audience)
    group = group_of(event.audience)
    elsewhere = search.move_all("comment", select(Comment.id).where(*hanging), event.audience, group=group)
    if event.audience != NOBODY:
        search.put_many(documents_of(elsewhere))


def _parent(actor: Actor, about: Ref, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = get(actor, Comment, parent_id)
    if (parent.subject_kind, parent.subject_id) != about:
        raise NotFound
    return _parent(actor, about, parent.parent_id) or parent


def _render(body: str) -> text.Rendered:
    rendered = text.render(body, mentionable)
    if not rendered.plain and "<img" not in rendered.html:
        raise Invalid("body", _("This field is empty."))
    return rendered


def _written(actor: Actor, body: str, rendered: text.Rendered) -> dict[str, Any]:
    return {
        "author_id": actor.id,
        "body": body,
        "html": rendered.html,
        "plain": rendered.plain,
        "tags": list(rendered.tags),
        "language": actor.language,
        "reactions": {},
        "version": 1,
    }


def _place(about: Ref, parent: Comment | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "subject_kind": about.kind,
        "subject_id": about.id,
        "parent_id": parent.id if parent else None,
        "thread_at": parent.thread_at if parent else now,
        "created_at": now,
        "changed_at": now,
    }


def _insert(**values: Any) -> Comment | None:
    statement = db.insert(Comment).values(**values)
    once = statement.on_conflict_do_nothing(index_elements=["author_id", "client_key"]).returning(Comment)
    found: Comment | None = db.session.scalar(once)
    return found


def _sent_before(actor: Actor, client_key: str, body: str) -> Comment:
    same = select(Comment).where(Comment.author_id == actor.id, Comment.client_key == client_key)
    comment = db.session.scalars(same).one()
    if comment.version == 1 and comment.body != body:
        raise Invalid("key", _("You have sent this already, with other words. Send it again if both are meant."))
    return comment


def _said(actor: Actor, comment: Comment, audience: str) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "subject": Ref("comment", comment.id),
        "audience": audience,
        "about": Ref(comment.subject_kind, comment.subject_id),
        "author_id": comment.author_id,
        "parent_id": comment.parent_id,
    }
