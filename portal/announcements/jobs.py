"""Telling the people of an announcement, a batch at a time, and purging what was withdrawn long ago."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from auth.audience import NOBODY, keys_gained
from auth.models import User
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job
from portal.core.purging import delete_some, purged
from portal.core.subjects import Ref
from portal.notifications import notify

from .criteria import criteria_of, key_of, people
from .events import AnnouncementReminded
from .models import Announcement, Audience, Receipt

BATCH = 500
PURGE_DAYS = 30


@job
def open_doors(*, announcement_id: int) -> None:
    """Lets the people of a new audience know that they hold its key, by one statement, and has them told."""
    announcement = db.session.get(Announcement, announcement_id)
    if announcement is None:
        return
    audience = db.session.get_one(Audience, announcement.audience_id, with_for_update=True)
    if audience.opened_at is None and announcement.audience == key_of(audience.id):
        keys_gained(people(criteria_of(audience.id)))
        audience.opened_at = clock.now()
        db.session.flush()
    enqueue(tell, key=f"{announcement_id}|0", announcement_id=announcement_id, actor_id=announcement.author_id)


@job
def tell(*, announcement_id: int, actor_id: int, is_reminder: bool = False, after: int = 0) -> None:
    """Tells the next people of an announcement, as a reminder those who have not confirmed; asks for those behind."""
    announcement = db.session.get(Announcement, announcement_id)
    if announcement is None or announcement.audience == NOBODY or _is_over(announcement):
        return
    wanted = people(criteria_of(announcement.audience_id)).where(User.id > after)
    if is_reminder:
        confirmed = select(Receipt.user_id).where(Receipt.announcement_id == announcement_id, Receipt.is_confirmed)
        wanted = wanted.where(User.id.not_in(confirmed))
    user_ids = list(db.session.scalars(wanted.order_by(User.id).limit(BATCH)))
    _tell(announcement, actor_id, user_ids, {"forced": announcement.is_forced, "reminder": is_reminder})
    if len(user_ids) == BATCH:
        more: dict[str, Any] = {"announcement_id": announcement_id, "is_reminder": is_reminder, "after": user_ids[-1]}
        enqueue(tell, actor_id=actor_id, **more)


def _tell(announcement: Announcement, actor_id: int, user_ids: list[int], data: dict[str, Any]) -> None:
    """The leader in whose name it is has been told by then."""
    subject = Ref("announcement", announcement.id)
    said: dict[str, Any] = {"subject": subject, "audience": announcement.audience}
    notify(
        set(user_ids) - {announcement.on_behalf_id},
        AnnouncementReminded(actor_id=actor_id, **said),
        kind="announcement",
        notice="announcements/_announced_notice.html",
        about=subject,
        fold=f"announcement:{announcement.id}",
        data=data,
        forced=announcement.is_forced,
    )


def _is_over(announcement: Announcement) -> bool:
    return announcement.expires_at is not None and announcement.expires_at <= clock.now()


@every(hours=24)
def purge_withdrawn_announcements() -> None:
    """Asks for the end of announcements that were withdrawn long ago."""
    ids = list(db.session.scalars(select(Announcement.id).where(_is_old()).order_by(Announcement.id).limit(BATCH)))
    for announcement_id in ids:
        enqueue(purge_announcement, key=str(announcement_id), announcement_id=announcement_id)


@job
def purge_announcement(*, announcement_id: int) -> None:
    """Deletes an announcement that was withdrawn long ago, with all that refers to it."""
    over = select(Announcement.id).where(Announcement.id == announcement_id, _is_old()).with_for_update()
    if db.session.scalar(over) is None:
        return
    if delete_some(Receipt, Receipt.announcement_id == announcement_id):
        enqueue(purge_announcement, announcement_id=announcement_id)
        return
    gone = delete(Announcement).where(Announcement.id == announcement_id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    purged(Ref("announcement", announcement_id))


def _is_old() -> Any:
    return Announcement.withdrawn_at < clock.now() - timedelta(days=PURGE_DAYS)
