"""Changes of the tree that take effect on a day: rename, move, merge, split, close. Past and present days at once."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update

from auth.audience import PORTAL, Actor, actor_for, keys_changed, register_keys
from auth.models import Unit, User
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound, Refusal
from portal.core.i18n import _
from portal.core.subjects import Ref

from . import history, units
from .events import OrganisationSettled
from .history_models import Reorganisation, Successor
from .models import UnitLink

_OPEN = ("waiting", "failed")


class Wish(NamedTuple):
    """What is to happen to a unit: for a split, `people` go with the part that is called `name`."""

    kind: str
    target_id: int | None = None
    name: str = ""
    people: tuple[int, ...] = ()


def reorganise(actor: Actor, unit: Unit, wish: Wish, *, on: date) -> bool:
    """Changes the tree on a day: at once where it has come, otherwise when it does. Says whether it is done.

    A merger moves everybody to `target_id` and closes the unit. A split makes a part beside the unit, and those
    of the people move to it who still belong to the unit on that day. Raises Invalid, Conflict.
    """
    units.take_turn()
    check(unit, wish)
    planned = Reorganisation(unit_id=unit.id, effective_on=on, **wish._asdict())
    planned.people = list(wish.people)
    planned.made_by, planned.created_at, planned.state = actor.id, clock.now(), "waiting"
    db.session.add(planned)
    db.session.flush()
    if on > history.today():
        return False
    _carry_out(actor, planned, unit)
    return True


def check(unit: Unit, wish: Wish) -> None:
    """Raises Invalid or Conflict for a change that cannot be."""
    kind, name = wish.kind, wish.name
    if unit.closed_on is not None:
        raise Conflict(_("This department or site is closed."))
    if kind in ("rename", "split"):
        if not name:
            raise Invalid("name", _("This field is empty."))
        if units.is_taken(unit.kind, name, but=unit.id if kind == "rename" else 0):
            raise Invalid("name", _("There is a department or site of this name already."))
    if kind in ("merge", "move"):
        _check_target(kind, unit, wish.target_id)


def _check_target(kind: str, unit: Unit, target_id: int | None) -> None:
    if kind == "move" and target_id is None and unit.kind == "department":
        return
    target = db.session.get(Unit, target_id, populate_existing=True) if target_id is not None else None
    if target is None or target.kind != unit.kind or target.closed_on or (kind == "move" and unit.kind == "site"):
        raise Invalid("target_id", _("Choose one of the options."))
    if target.id in units.below(unit.id):
        raise Invalid("target_id", _("A department cannot stand below itself."))


def _carry_out(actor: Actor, planned: Reorganisation, unit: Unit) -> None:
    day = planned.effective_on
    if planned.kind == "rename":
        units.rename_unit(actor, unit, planned.name, day=day)
    elif planned.kind == "move":
        units.move_unit(actor, unit, planned.target_id, day=day)
    elif planned.kind == "merge":
        _merge(actor, unit, planned.target_id or 0, day)
    elif planned.kind == "split":
        _split(actor, unit, planned)
    else:
        units.close_unit(actor, unit, day=day)
    planned.state = "done"
    db.session.flush()


def _split(actor: Actor, unit: Unit, planned: Reorganisation) -> None:
    day, column = planned.effective_on, _place(unit)
    places = {"parent_id": unit.parent_id, "city": unit.city, "country": unit.country}
    part = units.begin_unit(actor, Unit(kind=unit.kind, name=planned.name, **places), day)
    _succeed(unit.id, part.id, day)
    still = select(User.id).where(column == unit.id, User.id.in_(planned.people))
    _resettle(list(db.session.scalars(still)), unit, part.id, day)
    _settled(actor, part.id)


def _place(unit: Unit) -> Any:
    return User.department_id if unit.kind == "department" else User.site_id


def _resettle(people: list[int], unit: Unit, target_id: int, day: date) -> None:
    """Puts people of a unit into another one; their history says so from that day on."""
    column = _place(unit)
    values = {column: target_id, User.card_version: User.card_version + 1}
    for start in range(0, len(people), 500):
        some = update(User).where(column == unit.id, User.id.in_(people[start : start + 500])).values(values)
        db.session.execute(some.execution_options(synchronize_session=False))
    db.session.expire_all()
    history.note(people, day=day)
    keys_changed(*people)


def _settled(actor: Actor, unit_id: int) -> None:
    about = Ref("unit", unit_id)
    events.publish(OrganisationSettled(actor_id=actor.id, subject=about, audience="nobody"))


def _merge(actor: Actor, unit: Unit, target_id: int, day: date) -> None:
    people = list(db.session.scalars(select(User.id).where(_place(unit) == unit.id)))
    for part in db.session.scalars(select(Unit).where(Unit.parent_id == unit.id, Unit.closed_on.is_(None))):
        units.move_unit(actor, part, target_id, day=day)
    db.session.execute(update(UnitLink).where(UnitLink.unit_id == unit.id).values(unit_id=target_id))
    _succeed(unit.id, target_id, day)
    _resettle(people, unit, target_id, day)
    units.close_unit(actor, unit, day=day)
    _settled(actor, target_id)


def _succeed(unit_id: int, successor_id: int, day: date) -> None:
    row = {"unit_id": unit_id, "successor_id": successor_id, "since": day}
    db.upsert(Successor, row, keys=("unit_id", "successor_id"), update={"since": day})


def waiting(unit_id: int) -> list[Reorganisation]:
    """Gives what is still to come for a unit, and what could not be carried out and was not taken away since."""
    mine = or_(Reorganisation.unit_id == unit_id, Reorganisation.target_id == unit_id)
    statement = select(Reorganisation).where(mine, Reorganisation.state.in_(_OPEN))
    return list(db.session.scalars(statement.order_by(Reorganisation.effective_on).limit(50)))


def call_off(reorganisation_id: int) -> None:
    """Calls off what is still to come, or takes away what failed. Raises Conflict where it is done."""
    found = db.session.get(Reorganisation, reorganisation_id, with_for_update=True)
    if found is None or found.state not in _OPEN:
        raise Conflict(_("This is no longer to come."))
    found.state = "called off"
    db.session.flush()


def carry_out_due(today: date) -> None:
    """Carries out what has come; what is no longer possible is marked as failed."""
    due = select(Reorganisation).where(Reorganisation.state == "waiting", Reorganisation.effective_on <= today)
    for planned in db.session.scalars(due.order_by(Reorganisation.effective_on, Reorganisation.id)).all():
        units.take_turn()
        unit = db.session.get(Unit, planned.unit_id, populate_existing=True)
        try:
            with db.session.begin_nested():
                if unit is not None:
                    check(unit, Wish(planned.kind, planned.target_id, planned.name))
                    _carry_out(_planner(planned), planned, unit)
        except Refusal:
            db.session.refresh(planned)
            planned.state = "failed"
        db.session.flush()


def _planner(planned: Reorganisation) -> Actor:
    """Whoever has left since was entitled when it was planned."""
    try:
        return actor_for(planned.made_by)
    except NotFound:
        return PORTAL


def predecessor_keys(user_id: int) -> list[str]:
    """Gives the keys of units that were merged into the user's own: what was written for them stays readable."""
    own = select(User.department_id).where(User.id == user_id).union(select(User.site_id).where(User.id == user_id))
    statement = (
        select(Successor.unit_id)
        .join(Unit, Unit.id == Successor.unit_id)
        .where(Successor.successor_id.in_(own), Unit.closed_on.is_not(None))
    )
    return [f"unit:{unit}" for unit in db.session.scalars(statement)]


register_keys(predecessor_keys)
