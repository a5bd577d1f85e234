"""Departments and sites: making, renaming, moving and closing them, with their history."""

from datetime import date

from sqlalchemy import func, or_, select, update

from auth.audience import EVERYONE, Actor, keys_changed, members_of_key
from auth.models import Unit, User
from portal.core import db, events
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref

from . import history
from .events import UnitChanged

_TURN = select(func.pg_advisory_xact_lock(0x756E6974))


def take_turn() -> None:
    """Has others who change departments or sites wait until this transaction ends.

    It comes before the first account is changed: who holds an account and waits for the turn would stop who has it.
    """
    if db.dialect() == "postgresql":  # on SQLite one alone writes
        db.session.execute(_TURN)


def make_unit(
    actor: Actor, kind: str, name: str, *, parent_id: int | None = None, city: str = "", country: str = ""
) -> Unit:
    """Makes a department or a site. Where the name is taken elsewhere, what is above it tells them apart."""
    return begin_unit(
        actor, Unit(kind=kind, name=name, parent_id=parent_id, city=city, country=country), history.today()
    )


def begin_unit(actor: Actor, unit: Unit, day: date) -> Unit:
    """The same for a department or site as it is to be; its history begins on this day."""
    take_turn()
    unit.name = free_name(unit.kind, unit.name, unit.parent_id)
    db.session.add(unit)
    db.session.flush()
    history.begin_unit(unit.id, unit.name, unit.parent_id, day=day)
    _say(actor, unit, "made", day if day != history.today() else None)
    return unit


def free_name(kind: str, name: str, parent_id: int | None, *, but: int = 0) -> str:
    """Gives a name that no other unit of this kind has: with the name above, otherwise with a number."""
    same = select(Unit.id).where(Unit.kind == kind, Unit.name == name, Unit.id != but)
    if db.session.scalar(same.limit(1)) is None:
        return name
    above = db.session.get(Unit, parent_id) if parent_id else None
    tries = [name, f"{name} ({above.name})"[:120]] if above else [name]
    tries += [f"{name[:112]} ({number})" for number in range(2, 100)]
    statement = select(Unit.name).where(Unit.kind == kind, Unit.name.in_(tries), Unit.id != but)
    taken = set(db.session.scalars(statement))
    return next(one for one in tries if one not in taken)


def is_taken(kind: str, name: str, *, but: int = 0) -> bool:
    """Whether another unit of this kind has the name."""
    statement = select(Unit.id).where(Unit.kind == kind, func.lower(Unit.name) == name.lower(), Unit.id != but)
    return db.session.scalar(statement.limit(1)) is not None


def rename_unit(actor: Actor, unit: Unit, name: str, *, day: date | None = None) -> None:
    """Gives a unit another name. Raises Invalid for one that is taken."""
    take_turn()
    if is_taken(unit.kind, name, but=unit.id):
        raise Invalid("name", _("There is a department or site of this name already."))
    unit.name = name
    db.session.flush()
    history.note_unit(unit.id, name, unit.parent_id, day=day)
    _refresh_cards(unit)
    _say(actor, unit, "renamed", day)


def move_unit(actor: Actor, unit: Unit, parent_id: int | None, *, day: date | None = None) -> None:
    """Puts a department below another one, or to the top. Raises Conflict where it would stand below itself."""
    take_turn()
    if parent_id is not None and parent_id in below(unit.id):
        raise Conflict(_("A department cannot stand below itself."))
    people = list(db.session.scalars(members_of_key(f"unit:{unit.id}")))
    unit.parent_id = parent_id
    db.session.flush()
    history.note_unit(unit.id, unit.name, parent_id, day=day)
    keys_changed(*people)
    _say(actor, unit, "moved", day)


def close_unit(actor: Actor, unit: Unit, *, day: date | None = None) -> None:
    """Closes a unit to which nobody belongs. Raises Conflict while somebody does, or a part of it is open."""
    take_turn()
    if is_used(unit.id):
        raise Conflict(_("Somebody still belongs to this department or site."))
    unit.closed_on = day or history.today()
    db.session.flush()
    history.end_unit(unit.id, day=unit.closed_on)
    _say(actor, unit, "closed", day)


def reopen_unit(actor: Actor, unit: Unit) -> None:
    """Opens a unit again."""
    unit.closed_on = None
    db.session.flush()
    history.note_unit(unit.id, unit.name, unit.parent_id)
    _say(actor, unit, "opened")


def is_used(unit_id: int) -> bool:
    """Whether an active person belongs to the unit, or an open unit stands below it."""
    people = select(User.id).where(User.is_active, or_(User.department_id == unit_id, User.site_id == unit_id))
    parts = select(Unit.id).where(Unit.parent_id == unit_id, Unit.closed_on.is_(None))
    return any(db.session.scalar(statement.limit(1)) is not None for statement in (people, parts))


def below(unit_id: int) -> frozenset[int]:
    """Gives the unit and all units below it."""
    found = select(Unit.id).where(Unit.id == unit_id).cte("below", recursive=True)
    found = found.union(select(Unit.id).where(Unit.parent_id == found.c.id))
    return frozenset(db.session.scalars(select(found.c.id)))


def _refresh_cards(unit: Unit) -> None:
    """People's cards show the name of their department and site."""
    of = or_(User.department_id == unit.id, User.site_id == unit.id)
    statement = update(User).where(of).values(card_version=User.card_version + 1)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _say(actor: Actor, unit: Unit, what: str, day: date | None = None) -> None:
    about = Ref("unit", unit.id)
    on = day.isoformat() if day else ""
    events.publish(UnitChanged(actor_id=actor.id, subject=about, audience=EVERYONE, what=what, on=on))
