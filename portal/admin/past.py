"""What departments and sites were called, where they stood, and what became of them."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import Unit
from auth.provisioning.history_models import Successor, UnitVersion
from portal.core import db
from portal.core.errors import Forbidden

from .policy import looks_after_everybody, looks_after_people, own_units

MOST = 100


class Version(NamedTuple):
    """What a unit was called and below which other one it stood, from a day to a last day; None is today."""

    name: str
    above: str | None
    first_day: date
    last_day: date | None


class Kin(NamedTuple):
    """A unit that goes on with what another one was, since a day."""

    id: int
    name: str
    since: date


def versions(unit: Unit) -> list[Version]:
    """Gives the history of a unit, the latest first."""
    parent = aliased(Unit)
    found = select(UnitVersion, parent.name).outerjoin(parent, parent.id == UnitVersion.parent_id)
    rows = db.session.execute(
        found.where(UnitVersion.unit_id == unit.id).order_by(UnitVersion.valid_from.desc()).limit(MOST)
    )
    return [
        Version(row.name, above, row.valid_from, row.valid_until - timedelta(days=1) if row.valid_until else None)
        for row, above in rows
    ]


def successors(unit: Unit) -> list[Kin]:
    """Gives the units that go on with what this one was, or a part of it."""
    found = select(Unit.id, Unit.name, Successor.since).join(Successor, Successor.successor_id == Unit.id)
    return _kin(found.where(Successor.unit_id == unit.id))


def predecessors(unit: Unit) -> list[Kin]:
    """Gives the units with which this one goes on."""
    found = select(Unit.id, Unit.name, Successor.since).join(Successor, Successor.unit_id == Unit.id)
    return _kin(found.where(Successor.successor_id == unit.id))


def _kin(statement: Any) -> list[Kin]:
    return [Kin(*row) for row in db.session.execute(statement.order_by(Successor.since, Unit.id).limit(MOST))]


def closed_units(actor: Actor) -> list[Unit]:
    """Gives the closed units that the actor looks after, the last first; at most a hundred. Raises Forbidden."""
    if not looks_after_people(actor):
        raise Forbidden
    found = select(Unit).where(Unit.closed_on.is_not(None))
    if not looks_after_everybody(actor):
        found = found.where(Unit.id.in_(own_units(actor)))
    return list(db.session.scalars(found.order_by(Unit.closed_on.desc(), Unit.id.desc()).limit(MOST)))
