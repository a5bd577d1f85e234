"""Mails that came back: counted, and after a few the person gets no more mail, but a notice in the portal."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from portal.core import clock, db, events
from portal.core.subjects import Ref

from .events import MailPaused
from .models import Bounce, Message, Setting

MOST = 3
WITHIN = timedelta(days=30)


def note(message_id: int, reason: str) -> None:
    """Counts a mail that came back for good, once; pauses mail to the person after the third one within a month."""
    user_id = db.session.scalar(select(Message.user_id).where(Message.id == message_id))
    if user_id is None:
        return
    row = {"message_id": message_id, "user_id": user_id, "at": clock.now(), "reason": reason[:300]}
    db.upsert(Bounce, row, keys=("message_id",), update={})
    recent = select(func.count()).select_from(Bounce).where(Bounce.user_id == user_id, Bounce.at > clock.now() - WITHIN)
    if (db.session.scalar(recent) or 0) < MOST:
        return
    pausing = update(Setting).where(Setting.user_id == user_id, Setting.paused_at.is_(None))
    if db.session.execute(pausing.values(paused_at=clock.now()).returning(Setting.user_id)).all():
        about = Ref("person", user_id)
        events.publish(MailPaused(actor_id=0, subject=about, audience=f"user:{user_id}", reason=reason[:300]))


def forget(user_id: int) -> None:
    """Begins to count anew, as when the person has tried again."""
    db.session.execute(delete(Bounce).where(Bounce.user_id == user_id))
