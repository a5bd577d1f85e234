"""Forgetting drafts, and looking for what is due and has no job that would send it."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal.core import clock, db
from portal.core.jobs import enqueue, every

from .actions import send_due
from .models import Draft

KEEP_REMOVED = timedelta(days=30)
KEEP_UNTOUCHED = timedelta(days=180)
LATE = timedelta(minutes=10)
BATCH = 500


@every(hours=24)
def forget_old_drafts() -> None:
    """Deletes drafts that were removed a month ago, and those that nobody touched for half a year."""
    old = (Draft.removed_at < clock.now() - KEEP_REMOVED) | (
        Draft.due_at.is_(None) & (Draft.updated_at < clock.now() - KEEP_UNTOUCHED)
    )
    ids = list(db.session.scalars(select(Draft.id).where(old).limit(BATCH)))
    db.session.execute(delete(Draft).where(Draft.id.in_(ids)))
    if len(ids) == BATCH:
        enqueue(forget_old_drafts)


@every(minutes=10)
def send_what_is_late() -> None:
    """Asks again for what should have gone out a while ago, as after a job was given up."""
    late = select(Draft.id, Draft.due_at).where(Draft.due_at < clock.now() - LATE, Draft.removed_at.is_(None))
    for row in db.session.execute(late.order_by(Draft.due_at).limit(BATCH)):
        due = row.due_at.isoformat()
        enqueue(send_due, key=f"{row.id}|{due}", draft_id=row.id, due=due)
