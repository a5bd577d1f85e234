"""Keeps people's and units' history as half-open intervals of days, in step with what the accounts say now.

One function compares present intervals with the accounts, for a few people or for all, so nothing is missed and running
it twice is running it once. Of several changes on one day only the last one stands.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, insert, or_, select

from auth.events import UserDeactivated, UserMoved
from auth.models import User
from portal.core import clock, db, i18n
from portal.core.events import on

from .events import UserReactivated
from .history_models import Employment, PersonUnit, UnitVersion

STRETCH = 500
Row = dict[str, Any]


def today() -> date:
    """Gives the day in the company's time zone."""
    return i18n.local(clock.now()).date()


def note(user_ids: Collection[int], *, day: date | None = None) -> None:
    """Writes down where these people belong from this day on, and whether they work here."""
    ordered = sorted(user_ids)
    for start in range(0, len(ordered), STRETCH):
        _note(ordered[start : start + STRETCH], day or today())


def begin(users: Iterable[User]) -> None:
    """Writes down the same of accounts that were only just made: nothing is written of them yet."""
    day, made = today(), list(users)
    _write([_moved(user, None, day) for user in made], [_hired(user, None, day, is_first=True) for user in made])


def _note(user_ids: list[int], day: date) -> None:
    present = and_(PersonUnit.user_id == User.id, PersonUnit.valid_until.is_(None))
    employed = and_(Employment.user_id == User.id, Employment.valid_until.is_(None))
    columns = (User.id, User.is_active, User.department_id, User.site_id, User.hired_on, PersonUnit, Employment)
    statement = select(*columns).outerjoin(PersonUnit, present).outerjoin(Employment, employed)
    rows = db.session.execute(statement.where(User.id.in_(user_ids))).all()
    seen = _seen([row.id for row in rows if row.hired_on is not None and row.Employment is None])
    units = [_moved(row, row.PersonUnit, day) for row in rows]
    jobs = [_hired(row, row.Employment, day, is_first=row.id not in seen) for row in rows]
    db.session.flush()
    _write(units, jobs)


def _seen(user_ids: list[int]) -> frozenset[int]:
    """Those of them who have worked here before."""
    worked = select(Employment.user_id).where(Employment.user_id.in_(user_ids))
    return frozenset(db.session.scalars(worked)) if user_ids else frozenset()


def _write(units: Sequence[Row | None], jobs: Sequence[Row | None]) -> None:
    for model, found in ((PersonUnit, units), (Employment, jobs)):
        if rows := [row for row in found if row is not None]:
            db.session.execute(insert(model), rows)


def _moved(user: Any, kept: PersonUnit | None, day: date) -> Row | None:
    belongs = user.is_active and (user.department_id, user.site_id) != (None, None)
    if kept is not None:
        day = max(day, kept.valid_from)
        if belongs and (kept.department_id, kept.site_id) == (user.department_id, user.site_id):
            return None
        _end(kept, day)
    if not belongs:
        return None
    here = {"department_id": user.department_id, "site_id": user.site_id}
    return here | {"user_id": user.id, "valid_from": day, "valid_until": None}


def _hired(user: Any, kept: Employment | None, day: date, *, is_first: bool) -> Row | None:
    if kept is not None and not user.is_active:
        _end(kept, day)
    if kept is not None or not user.is_active:
        return None
    # The first time somebody is seen, the first day of work counts, as far as it is known and past.
    is_known = is_first and user.hired_on is not None and user.hired_on <= day
    return {"user_id": user.id, "valid_from": user.hired_on if is_known else day, "valid_until": None}


def _end(kept: PersonUnit | Employment | UnitVersion, day: date) -> None:
    if kept.valid_from >= day:
        db.session.delete(kept)
        db.session.flush()
    else:
        kept.valid_until = day


def note_everybody() -> None:
    """Does the same for all accounts that differ from their history: what no event told of."""
    present = and_(PersonUnit.user_id == User.id, PersonUnit.valid_until.is_(None))
    employed = and_(Employment.user_id == User.id, Employment.valid_until.is_(None))
    is_placed = or_(User.department_id.is_not(None), User.site_id.is_not(None))
    differs = or_(
        and_(User.is_active, Employment.id.is_(None)),
        and_(~User.is_active, or_(Employment.id.is_not(None), PersonUnit.id.is_not(None))),
        and_(User.is_active, is_placed, PersonUnit.id.is_(None)),
        and_(
            PersonUnit.id.is_not(None),
            or_(
                PersonUnit.department_id.is_distinct_from(User.department_id),
                PersonUnit.site_id.is_distinct_from(User.site_id),
            ),
        ),
    )
    statement = select(User.id).outerjoin(PersonUnit, present).outerjoin(Employment, employed).where(differs)
    note(db.session.scalars(statement).all())


def note_unit(unit_id: int, name: str, parent_id: int | None, *, day: date | None = None) -> None:
    """Writes down what a unit is called and where it stands from this day on."""
    end_unit(unit_id, day=day or today())
    begin_unit(unit_id, name, parent_id, day=day)


def begin_unit(unit_id: int, name: str, parent_id: int | None, *, day: date | None = None) -> None:
    """Writes down the same of a unit of which nothing holds at present."""
    row = {"unit_id": unit_id, "name": name, "parent_id": parent_id, "valid_from": day or today(), "valid_until": None}
    db.session.execute(insert(UnitVersion).values(**row))


def end_unit(unit_id: int, *, day: date) -> None:
    """Writes down that a unit is no more from this day on, whatever was written of it for later days."""
    reaches = or_(UnitVersion.valid_until.is_(None), UnitVersion.valid_until > day)
    for kept in db.session.scalars(select(UnitVersion).where(UnitVersion.unit_id == unit_id, reaches)).all():
        _end(kept, day)
    db.session.flush()


@on(UserMoved)
def follow_move(event: UserMoved) -> None:
    """Keeps one person's history in step with a move."""
    note([event.subject.id])


@on(UserDeactivated)
def follow_leaver(event: UserDeactivated) -> None:
    """Ends what holds for somebody who left."""
    note([event.subject.id])


@on(UserReactivated)
def follow_return(event: UserReactivated) -> None:
    """Begins anew for somebody who came back."""
    note([event.subject.id])
