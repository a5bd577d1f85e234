"""Who reads the book."""

from auth.audience import Actor

READERS = ("it-admin", "works-council")


def may_read(actor: Actor) -> bool:
    """IT administrators, who answer for it, and the works council and data protection, who watch over them."""
    return actor.has(*READERS)
