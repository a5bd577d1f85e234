"""How a comment read before: every edit keeps the former words; who moderates can take such words out for good."""

from typing import Any

from sqlalchemy import select

from auth.audience import Actor
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.former import SIZE, History, Words, stretch
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.groups import moderates

from ..events import CommentVersionTakenDown
from ..models import Comment, Revision


def history(comment: Comment, before: int | None = None) -> History:
    """Gives a stretch of a comment's versions, those behind the version `before`. The caller has found it visible."""
    older = select(Revision).where(Revision.comment_id == comment.id).order_by(Revision.version.desc())
    if before is not None:
        older = older.where(Revision.version < before)
    kept = [
        Words(row.version, row.at, "", row.body, row.removed_at is not None)
        for row in db.session.scalars(older.limit(SIZE + 1))
    ]
    if before is None:
        kept = [Words(comment.version, comment.edited_at or comment.created_at, "", comment.body, False), *kept]
    return stretch(kept)


def take_out_version(actor: Actor, comment: Comment, version: int, reason: str) -> None:
    """Takes former words out of the history for good. Raises NotFound for no such version, Invalid without reason."""
    require(actor, "remove", comment)
    if not moderates(actor, comment.audience):
        raise Forbidden
    former = db.session.get(Revision, (comment.id, version)) if version < 2**31 else None
    if former is None or former.removed_at is not None:
        raise NotFound
    if not reason:
        raise Invalid("reason", _("Say why, for the author and for the audit log."))
    former.body, former.removed_at = "", clock.now()
    db.session.flush()
    said: dict[str, Any] = {"actor_id": actor.id, "subject": Ref("comment", comment.id), "audience": comment.audience}
    about: dict[str, Any] = {"about": Ref(comment.subject_kind, comment.subject_id), "parent_id": comment.parent_id}
    events.publish(
        CommentVersionTakenDown(**said, **about, author_id=comment.author_id, version=version, reason=reason)
    )
