"""Who says that a report is settled."""

from auth.audience import Actor
from auth.policy import can, rule
from portal.core.subjects import Ref

from .models import Report
from .reading import queries
from .reading.policy import HANDLERS


@rule("moderate", Report)
def may_settle(actor: Actor, report: Report) -> bool:
    """Moderators and community managers, of what they see or have opened, and of what is gone; not of their own."""
    if not actor.has(*HANDLERS):
        return False
    about = Ref(report.subject_kind, report.subject_id)
    thing = queries.thing_of(about)
    if thing is None:
        return True
    if getattr(thing, "author_id", None) == actor.id:
        return False
    return can(actor, "see", thing) or queries.has_open(actor, about)
