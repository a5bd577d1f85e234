"""Forgetting what was said long ago."""

from datetime import timedelta

from sqlalchemy import delete

from portal.core import clock, db
from portal.core.jobs import every

from .models import Notice

KEEP_DAYS = 90


@every(hours=24)
def forget_old_notices() -> None:
    """Deletes notices that are older than the time for which they are kept."""
    db.session.execute(delete(Notice).where(Notice.at < clock.now() - timedelta(days=KEEP_DAYS)))
