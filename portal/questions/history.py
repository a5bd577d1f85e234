"""How a question or an answer read before: every edit keeps the former words; who moderates can take them out."""

from typing import Any

from sqlalchemy import select

from auth.audience import Actor
from auth.policy import require
from portal.core import clock, db, events, subjects
from portal.core.errors import Invalid, NotFound
from portal.core.former import SIZE, History, Words, stretch
from portal.core.i18n import _

from .events import FormerWordsTakenOut
from .models import Question, Revision


def history(thing: Any, before: int | None = None) -> History:
    """Gives a stretch of the versions of a question or an answer, those behind `before`; the caller has found it."""
    kind = subjects.ref(thing).kind
    older = select(Revision).where(Revision.kind == kind, Revision.thing_id == thing.id)
    if before is not None:
        older = older.where(Revision.version < before)
    kept = [
        Words(row.version, row.at, row.title, row.body, row.removed_at is not None)
        for row in db.session.scalars(older.order_by(Revision.version.desc()).limit(SIZE + 1))
    ]
    if before is None:
        written = thing.edited_at or (thing.asked_at if isinstance(thing, Question) else thing.written_at)
        kept = [Words(thing.version, written, getattr(thing, "title", ""), thing.body, False), *kept]
    return stretch(kept)


def take_out_version(actor: Actor, thing: Any, version: int, reason: str) -> None:
    """Takes former words out of the history for good. Raises NotFound for no such version, Invalid without reason."""
    require(actor, "moderate", thing)
    about = subjects.ref(thing)
    former = db.session.get(Revision, (about.kind, about.id, version)) if version < 2**31 else None
    if former is None or former.removed_at is not None:
        raise NotFound
    if not reason:
        raise Invalid("reason", _("Say why, for the author and for the audit log."))
    former.title = former.body = ""
    former.removed_at = clock.now()
    db.session.flush()
    said: dict[str, Any] = {"actor_id": actor.id, "subject": about, "audience": thing.audience}
    events.publish(FormerWordsTakenOut(**said, version=version, reason=reason))
