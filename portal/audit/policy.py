"""Who reads the book."""

from sqlalchemy import ColumnElement, select, true

from auth import reach
from auth.audience import Actor
from auth.models import User

from .models import Entry

READERS = ("it-admin", "works-council")


def may_read(actor: Actor) -> bool:
    """IT administrators, who answer for it, and the works council and data protection, who watch over them."""
    return reach.holds_anywhere(actor, *READERS)


def readable(actor: Actor) -> ColumnElement[bool]:
    """Gives the SQL condition that an entry is for the actor: a limited role reads what concerns its own people."""
    if actor.has(*READERS):
        return true()
    return Entry.person_id.in_(select(User.id).where(reach.within(actor, *READERS)))
