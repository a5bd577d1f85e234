"""What may be chosen when a group is described."""

from sqlalchemy import or_, select

from auth.audience import Actor
from auth.models import Unit
from portal.core import db

from .policy import makes_rules


def units(actor: Actor, kept: int | None = None) -> list[tuple[int, str]]:
    """Gives the departments and sites that a rule may name, and the one it names even when that is closed by now.

    None for those who may not make rules.
    """
    if not makes_rules(actor):
        return []
    possible = select(Unit.id, Unit.name).where(or_(Unit.closed_on.is_(None), Unit.id == (kept or 0)))
    ordered = possible.order_by(Unit.kind.desc(), Unit.name).limit(1000)
    return [(row.id, row.name) for row in db.session.execute(ordered)]
