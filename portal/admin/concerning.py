"""Which changes of a run concern an actor: all, or those of the people and places that a limited role reaches."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from auth.audience import Actor
from auth.models import Unit, User
from auth.provisioning.models import Change
from auth.provisioning.tree import Path, read_tree
from portal.core import db

from .policy import looks_after_everybody, own_units, within_reach


def concerning(actor: Actor) -> ColumnElement[bool]:
    """Gives the SQL condition that a change is of the actor's people and places, or brings somebody there."""
    if looks_after_everybody(actor):
        return true()
    units = own_units(actor)
    people = Change.user_id.in_(select(User.id).where(within_reach(actor)))
    return or_(people, Change.unit_id.in_(units), *(_leads_to(kind, path) for kind, path in _places(units)))


def _places(units: frozenset[int]) -> list[tuple[str, Path]]:
    paths = read_tree("").paths
    kinds = select(Unit.id, Unit.kind).where(
        Unit.id.in_(units), Unit.parent_id.not_in(units) | Unit.parent_id.is_(None)
    )
    return [(row.kind, paths[row.id]) for row in db.session.execute(kinds)]


def _leads_to(kind: str, path: Path) -> ColumnElement[bool]:
    """A path that begins with this one lies at or below it."""
    return and_(*(Change.wanted[(kind, place)].as_string() == part for place, part in enumerate(path)))
