"""Who says that a report is settled."""

from auth.audience import Actor
from auth.policy import can, rule
from portal.core.subjects import Ref
from portal.groups import moderates

from .models import Report
from .reading import queries
from .reading.policy import HANDLERS


@rule("moderate", Report)
def may_settle(actor: Actor, report: Report) -> bool:
    """Who moderates it or has such a role: of what one sees or has opened, and of what is gone; not of one's own."""
    about = Ref(report.subject_kind, report.subject_id)
    thing = queries.thing_of(about)
    if thing is None:
        return actor.has(*HANDLERS)
    if getattr(thing, "author_id", None) == actor.id:
        return False
    if can(actor, "see", thing):
        return actor.has(*HANDLERS) or moderates(actor, thing.audience)
    return actor.has(*HANDLERS) and queries.has_open(actor, about)
