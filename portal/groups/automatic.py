"""Automatic membership by rule, and the counts that say how mixed a group is."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from auth.audience import keys_changed
from auth.models import Unit, User
from portal.core import clock, db
from portal.core.jobs import enqueue, every, job

from .members import hold
from .models import Group, Invitation, JoinRequest, Membership, Presence


def _units(unit_id: int) -> Select[int]:
    below = select(Unit.id).where(Unit.id == unit_id).cte("below", recursive=True)
    child = aliased(Unit)
    below = below.union(select(child.id).where(child.parent_id == below.c.id))
    return select(below.c.id)


def _wanted(unit_id: int) -> Select[int]:
    units = _units(unit_id)
    return select(User.id).where(User.is_active, or_(User.department_id.in_(units), User.site_id.in_(units)))


def apply_rule(group: Group) -> tuple[int, int]:
    """Makes the automatic members those whom the rule names; gives how many came and went.

    Who joined by hand before keeps the role and becomes automatic; owners stay owners. Archived groups follow their
    rule too: who moved away no longer reads them.
    """
    hold(group.id)
    wanted = set(db.session.scalars(_wanted(group.unit_id))) if group.unit_id is not None else set()
    rows = db.session.execute(
        select(Membership.user_id, Membership.is_automatic).where(Membership.group_id == group.id)
    )
    present = {row.user_id: row.is_automatic for row in rows}
    coming = sorted(wanted - present.keys())
    going = sorted(user_id for user_id, automatic in present.items() if automatic and user_id not in wanted)
    if any(not automatic and user_id in wanted for user_id, automatic in present.items()):
        _mark(group.id, _wanted(group.unit_id or 0))
    _add(group, coming)
    _drop(group.id, going)
    keys_changed(*coming, *going)
    recount(group.id)
    return len(coming), len(going)


def release(group_id: int) -> None:
    """Makes automatic members ordinary ones, when a group no longer has a rule: they stay, and may leave."""
    of = (Membership.group_id == group_id, Membership.is_automatic)
    statement = update(Membership).where(*of).values(is_automatic=False)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _add(group: Group, user_ids: list[int]) -> None:
    common = {"group_id": group.id, "role": "member", "level": "highlights", "is_automatic": True}
    common |= {"read_seq": group.post_seq, "joined_at": clock.now(), "is_welcomed": not group.welcome_html}
    for some in _stretches(user_ids):
        rows = [common | {"user_id": user_id} for user_id in some]
        db.session.execute(db.insert(Membership).on_conflict_do_nothing(), rows)
        for asked in (JoinRequest, Invitation):
            db.session.execute(delete(asked).where(asked.group_id == group.id, asked.user_id.in_(some)))


def _mark(group_id: int, user_ids: Any) -> None:
    of = (Membership.group_id == group_id, ~Membership.is_automatic, Membership.user_id.in_(user_ids))
    statement = update(Membership).where(*of).values(is_automatic=True)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _drop(group_id: int, user_ids: list[int]) -> None:
    for some in _stretches(user_ids):
        of = (Membership.group_id == group_id, Membership.user_id.in_(some))
        owners = Membership.role == "owner"
        db.session.execute(update(Membership).where(*of, owners).values(is_automatic=False))
        db.session.execute(delete(Membership).where(*of, ~owners))


def _stretches(user_ids: list[int]) -> Iterator[list[int]]:
    return (user_ids[start : start + 500] for start in range(0, len(user_ids), 500))


def sync_automatic(user_id: int) -> None:
    """Brings one person's automatic memberships up to date, as after a move to another department or site."""
    own = select(User.department_id, User.site_id).where(User.id == user_id, User.is_active)
    row = db.session.execute(own).one_or_none()
    units = _above([unit for unit in (row or ()) if unit is not None])
    mine = select(Membership.group_id, Membership.is_automatic).where(Membership.user_id == user_id)
    present = {found.group_id: found.is_automatic for found in db.session.execute(mine)}
    for group in db.session.scalars(select(Group).where(Group.unit_id.is_not(None))):
        if group.unit_id in units:
            _come(group, user_id, is_automatic=present.get(group.id))
        elif present.get(group.id):
            _drop(group.id, [user_id])
    touched = {*present, *db.session.scalars(mine.with_only_columns(Membership.group_id))}
    for group_id in sorted(touched):
        enqueue(recount_group, key=str(group_id), group_id=group_id)
    keys_changed(user_id)


def _come(group: Group, user_id: int, *, is_automatic: bool | None) -> None:
    if is_automatic is None:
        _add(group, [user_id])
    elif not is_automatic:
        _mark(group.id, [user_id])


def _above(unit_ids: list[int]) -> set[int]:
    above = select(Unit.id, Unit.parent_id).where(Unit.id.in_(unit_ids)).cte("above", recursive=True)
    parent = aliased(Unit)
    above = above.union(select(parent.id, parent.parent_id).where(parent.id == above.c.parent_id))
    return set(db.session.scalars(select(above.c.id)))


def recount(group_id: int) -> None:
    """Counts members, departments and sites of a group anew; who joins or leaves meanwhile is counted after it."""
    hold(group_id)
    counted = (
        select(
            func.count().label("members"),
            func.count(User.department_id.distinct()).label("departments"),
            func.count(User.site_id.distinct()).label("sites"),
        )
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.group_id == group_id, User.is_active)
    )
    row = db.session.execute(counted).one()
    values = {"member_count": row.members, "department_count": row.departments, "site_count": row.sites}
    statement = update(Group).where(Group.id == group_id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
    _note_presence(group_id)


def _note_presence(group_id: int) -> None:
    """Only what can be suggested: groups that one joins or asks to join, and that no rule fills."""
    db.session.execute(delete(Presence).where(Presence.group_id == group_id))
    for unit in (User.department_id, User.site_id):
        people = (
            select(Membership.group_id, unit, func.count())
            .join(User, User.id == Membership.user_id)
            .join(Group, Group.id == Membership.group_id)
            .where(Membership.group_id == group_id, User.is_active, unit.is_not(None))
            .where(Group.unit_id.is_(None), Group.visibility.in_(("open", "request")))
            .group_by(Membership.group_id, unit)
        )
        db.session.execute(insert(Presence).from_select(["group_id", "unit_id", "people"], people))


@job
def recount_group(*, group_id: int) -> None:
    """Applies the rule of a group and counts who is in it."""
    group = db.session.get(Group, group_id)
    if group is not None and group.unit_id is not None:
        apply_rule(group)
    else:
        recount(group_id)


@every(hours=6)
def recount_all() -> None:
    """Has every group counted and every rule applied, for what no event told of."""
    for group_id in db.session.scalars(select(Group.id)).all():
        enqueue(recount_group, key=str(group_id), group_id=group_id)
