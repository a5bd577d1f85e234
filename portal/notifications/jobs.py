"""Forgetting what was said long ago, or about something that is gone."""

from datetime import timedelta

from sqlalchemy import delete

from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some

from .models import Mute, Notice

KEEP_DAYS = 90


@every(hours=24)
def forget_old_notices() -> None:
    """Deletes notices that are older than the time for which they are kept."""
    db.session.execute(delete(Notice).where(Notice.at < clock.now() - timedelta(days=KEEP_DAYS)))


@job
def forget_subject(*, kind: str, subject_id: int) -> None:
    """Deletes the next notices about a subject that is gone and choices not to hear of it, and asks for the rest."""
    notices = delete_some(Notice, Notice.about_kind == kind, Notice.about_id == subject_id)
    mutes = delete_some(Mute, Mute.about_kind == kind, Mute.about_id == subject_id)
    if notices or mutes:
        enqueue(forget_subject, kind=kind, subject_id=subject_id)
