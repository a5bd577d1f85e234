"""How a post read before: every edit keeps the former words; who moderates can take such words out for good."""

from typing import Any

from sqlalchemy import select

from auth.audience import Actor
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Invalid, NotFound
from portal.core.former import SIZE, History, Words, stretch
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..events import PostVersionTakenDown
from ..models import Post, Revision


def history(post: Post, before: int | None = None) -> History:
    """Gives a stretch of a post's versions, those behind the version `before`. The caller has found the post visible.

    What was taken out stands there without its words.
    """
    older = select(Revision).where(Revision.post_id == post.id).order_by(Revision.version.desc())
    if before is not None:
        older = older.where(Revision.version < before)
    kept = [
        Words(row.version, row.at, row.title, row.body, row.removed_at is not None)
        for row in db.session.scalars(older.limit(SIZE + 1))
    ]
    if before is None:
        kept = [Words(post.version, post.edited_at or post.published_at, post.title, post.body, False), *kept]
    return stretch(kept)


def take_out_version(actor: Actor, post: Post, version: int, reason: str) -> None:
    """Takes former words out of the history for good. Raises NotFound for no such version, Invalid without reason."""
    require(actor, "moderate", post)
    former = db.session.get(Revision, (post.id, version)) if version < 2**31 else None
    if former is None or former.removed_at is not None:
        raise NotFound
    if not reason:
        raise Invalid("reason", _("Say why, for the author and for the audit log."))
    former.title = former.body = ""
    former.removed_at = clock.now()
    db.session.flush()
    said: dict[str, Any] = {"actor_id": actor.id, "subject": Ref("post", post.id), "audience": post.audience}
    events.publish(PostVersionTakenDown(**said, version=version, reason=reason))
