"""What may be chosen when a group is described."""

from sqlalchemy import select

from auth.audience import Actor
from auth.models import Unit
from portal.core import db

from .policy import makes_rules


def units(actor: Actor) -> list[tuple[int, str]]:
    """Gives the departments and sites that a rule may name; none for those who may not make rules."""
    if not makes_rules(actor):
        return []
    open_units = select(Unit.id, Unit.name).where(Unit.closed_on.is_(None))
    ordered = open_units.order_by(Unit.kind.desc(), Unit.name).limit(1000)
    return [(row.id, row.name) for row in db.session.execute(ordered)]
