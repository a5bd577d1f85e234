"""Counting who has read and confirmed: totals on the announcement, shares by department where enough people are."""

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select, update

from auth.models import Unit, User
from portal.core import db
from portal.core.i18n import _
from portal.core.jobs import job

from .criteria import criteria_of, people
from .models import Announcement, Receipt

LEAST = 10


class Share(NamedTuple):
    """How many per cent of some people have read and confirmed."""

    name: str
    people: int
    read: int
    confirmed: int


class Shares(NamedTuple):
    """The shares that may be shown: of all, by department; `hidden` departments have too few people."""

    people: int
    whole: Share | None
    departments: list[Share]
    hidden: int


class _Part(NamedTuple):
    name: str
    people: int
    read: int
    confirmed: int

    def share(self) -> Share:
        read, confirmed = (int(100 * n / self.people + 0.5) for n in (self.read, self.confirmed))
        return Share(self.name, self.people, read, confirmed)


def percent(count: int, whole: int) -> int | None:
    """Gives a share of people in whole per cent; None where they are too few to say."""
    return int(100 * min(count, whole) / whole + 0.5) if whole >= LEAST else None


def shares(announcement: Announcement) -> Shares:
    """Gives what may be shown of who has read, of the people who belong to the audience now. Never who."""
    parts = _parts(announcement)
    sums = (sum(part.people for part in parts), sum(part.read for part in parts), sum(p.confirmed for p in parts))
    whole = _Part("", *sums)
    if whole.people < LEAST:
        return Shares(whole.people, None, [], len(parts))
    shown = _enough(parts)
    return Shares(whole.people, whole.share(), [part.share() for part in shown], len(parts) - len(shown))


def _enough(parts: list[_Part]) -> list[_Part]:
    """Leaves out small departments, and as many more that what is hidden cannot be found by subtraction."""
    hidden = [part for part in parts if part.people < LEAST]
    shown = sorted((part for part in parts if part.people >= LEAST), key=lambda part: (part.people, part.name))
    while hidden and shown and (len(hidden) < 2 or sum(part.people for part in hidden) < LEAST):
        hidden.append(shown.pop(0))
    return sorted(shown, key=lambda part: part.name.casefold())


def _parts(announcement: Announcement) -> list[_Part]:
    columns = (func.coalesce(Unit.name, ""), func.count(User.id), *_counts())
    counted = _receipts(announcement, select(*columns)).outerjoin(Unit, Unit.id == User.department_id)
    rows = db.session.execute(counted.group_by(User.department_id, Unit.name))
    return [_Part(name or _("Without department"), *counts) for name, *counts in rows]


def _counts() -> tuple[Any, Any]:
    return func.count(Receipt.user_id), func.coalesce(func.sum(case((Receipt.is_confirmed, 1), else_=0)), 0)


def _receipts(announcement: Announcement, columns: Select[Any]) -> Select[Any]:
    wanted = people(criteria_of(announcement.audience_id))
    read = and_(Receipt.announcement_id == announcement.id, Receipt.user_id == User.id)
    return columns.select_from(User).outerjoin(Receipt, read).where(User.id.in_(wanted))


@job
def count_receipts(*, announcement_id: int) -> None:
    """Counts who belongs to the audience now, and how many of them have read and confirmed."""
    announcement = db.session.get(Announcement, announcement_id)
    if announcement is None:
        return
    row = db.session.execute(_receipts(announcement, select(func.count(User.id), *_counts()))).one()
    counts = dict(zip(("people_count", "read_count", "confirmed_count"), row, strict=True))
    counted = update(Announcement).where(Announcement.id == announcement_id).values(**counts)
    db.session.execute(counted.execution_options(synchronize_session=False))
