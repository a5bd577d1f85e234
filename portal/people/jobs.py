"""Counting what needs all people, and removing photos that nobody has any more."""

from datetime import timedelta

from sqlalchemy import func, select, update

from auth.models import User
from portal.core import db, storage
from portal.core.jobs import every, job, still_waiting
from portal.topics import Topic

from .models import ProfileTopic
from .organisation import count_departments

UNUSED_AFTER = timedelta(hours=1)
"""So long a former photo stays, since open pages still show it."""


@job
def delete_photo(*, digest: str) -> None:
    """Removes a former photo after the commit, unless somebody has it again."""
    if db.session.scalar(select(User.id).where(User.photo == digest).limit(1)) is None:
        db.after_commit(lambda: storage.delete(digest))


def kept_former(some: list[str]) -> list[str]:
    """Says which of the digests are former photos whose time has not come."""
    return still_waiting(delete_photo, some)


storage.speaks(kept_former)


@every(hours=1)
def recount_departments() -> None:
    """Brings heads and sizes of departments up to date."""
    count_departments()


@every(hours=24)
def recount_topics() -> None:
    """Brings the number of active people of every topic up to date, as when people leave."""
    known = (
        select(func.count())
        .select_from(ProfileTopic)
        .join(User, User.id == ProfileTopic.user_id)
        .where(ProfileTopic.topic_id == Topic.id, User.is_active)
        .scalar_subquery()
    )
    statement = update(Topic).values(people_count=known)
    db.session.execute(statement.execution_options(synchronize_session=False))
