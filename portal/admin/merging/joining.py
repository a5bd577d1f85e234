"""What of two accounts is joined by a rule of its own: memberships, receipts, topics, roles, leads, history."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from auth.models import RoleGrant, User
from auth.provisioning import history
from auth.provisioning.history_models import Employment, PersonUnit
from portal.announcements import Receipt
from portal.core import db
from portal.groups import Membership
from portal.people import ProfileTopic
from portal.questions import forget_doubled
from portal.reactions import Reaction, drop_doubled
from portal.topics import Topic

from .moving import move

Stretch = tuple[date, date | None]
_RANK = ("member", "host", "owner")


def join(gone: User, kept: User) -> None:
    """Joins what a plain move would spoil."""
    _memberships(gone.id, kept.id)
    _receipts(gone.id, kept.id)
    _topics(gone.id, kept.id)
    _roles(gone.id, kept.id)
    drop_doubled(gone.id, kept.id)
    forget_doubled(gone.id, kept.id)
    columns: tuple[Any, ...] = (Membership, Receipt, ProfileTopic, RoleGrant, Reaction)
    for model in columns:
        move(model.__table__.c.user_id, gone.id, kept.id)
    _leads(gone, kept)
    _history(gone.id, kept.id)


def _memberships(gone_id: int, kept_id: int) -> None:
    """Where both belong to a group, the stronger role and the earlier day hold."""
    mine, theirs = aliased(Membership), aliased(Membership)
    both = select(mine, theirs).join(theirs, and_(theirs.group_id == mine.group_id, theirs.user_id == gone_id))
    for kept, gone in db.session.execute(both.where(mine.user_id == kept_id)):
        kept.role = max(kept.role, gone.role, key=_RANK.index)
        kept.joined_at = min(kept.joined_at, gone.joined_at)
        kept.read_seq = max(kept.read_seq, gone.read_seq)
    db.session.flush()


def _receipts(gone_id: int, kept_id: int) -> None:
    confirmed = select(Receipt.announcement_id).where(Receipt.user_id == gone_id, Receipt.is_confirmed)
    mine = update(Receipt).where(Receipt.user_id == kept_id, Receipt.announcement_id.in_(confirmed))
    db.session.execute(mine.values(is_confirmed=True))


def _topics(gone_id: int, kept_id: int) -> None:
    """Topics count people: one that both named has one person less."""
    mine = select(ProfileTopic.topic_id).where(ProfileTopic.user_id == kept_id)
    both = select(ProfileTopic.topic_id).where(ProfileTopic.user_id == gone_id, ProfileTopic.topic_id.in_(mine))
    db.session.execute(update(Topic).where(Topic.id.in_(both)).values(people_count=Topic.people_count - 1))


def _roles(gone_id: int, kept_id: int) -> None:
    def of(user_id: int) -> dict[tuple[Any, ...], RoleGrant]:
        found = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user_id))
        return {(grant.role, grant.unit_id, grant.mapping_id): grant for grant in found}

    mine = of(kept_id)
    for key, grant in of(gone_id).items():
        if key in mine:
            longer = mine[key].ends_at and grant.ends_at
            mine[key].ends_at = max(mine[key].ends_at, grant.ends_at) if longer else None  # type: ignore[type-var]  # both are there
            db.session.delete(grant)
    db.session.flush()


def _leads(gone: User, kept: User) -> None:
    """Whoever was led by the one is led by the other; a circle is opened where it would close."""
    if kept.manager_id == gone.id:
        kept.manager_id = gone.manager_id if gone.manager_id != kept.id else None
    gone.manager_id = None
    db.session.flush()
    led = update(User).where(User.manager_id == gone.id).values(manager_id=kept.id, card_version=User.card_version + 1)
    db.session.execute(led.execution_options(synchronize_session=False))
    above = select(User.id, User.manager_id).where(User.id == kept.manager_id).cte("above", recursive=True)
    above = above.union(select(User.id, User.manager_id).where(User.id == above.c.manager_id))
    if db.session.scalar(select(func.count()).where(above.c.id == kept.id)):
        kept.manager_id = None
        db.session.flush()


def _history(gone_id: int, kept_id: int) -> None:
    """The history of the kept account holds; the other one fills the days of which it says nothing."""
    db.session.flush()
    today = history.today()
    for model in (PersonUnit, Employment):
        columns: Any = model.__table__.c
        mine = db.session.execute(select(columns.valid_from, columns.valid_until).where(columns.user_id == kept_id))
        taken = [(row.valid_from, row.valid_until) for row in mine]
        theirs = db.session.execute(select(*columns).where(columns.user_id == gone_id)).mappings().all()
        rows = []
        for row in theirs:
            rest = dict(row) | {"user_id": kept_id}
            rest.pop("id")
            until = row["valid_until"] or today
            rows += [rest | {"valid_from": a, "valid_until": b} for a, b in without((row["valid_from"], until), taken)]
        db.session.execute(delete(model).where(columns.user_id == gone_id))
        if rows:
            db.session.execute(insert(model), rows)
    db.session.expire_all()


def without(whole: tuple[date, date], taken: Sequence[Stretch]) -> list[tuple[date, date]]:
    """Gives what is left of a half-open stretch of days when others are taken out of it; None is without end."""
    left, (begin, end) = [], whole
    for first, last in sorted(taken, key=lambda one: one[0]):
        if first > begin:
            left.append((begin, min(first, end)))
        begin = max(begin, last or end)
    left.append((begin, end))
    return [(first, last) for first, last in left if first < last]
