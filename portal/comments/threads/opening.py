"""A thread as its page shows it: the stretch, the rules that hold, where the reader stopped."""

from dataclasses import replace

from auth.audience import Actor
from portal.core.subjects import Ref

from ..queries import Thread, thread
from . import rules
from .standing import standing


def open_thread(
    actor: Actor, about: Ref, audience: str, *, after: str | None = None, may_comment: bool = False
) -> Thread:
    """Gives a stretch of the comments about a subject that the caller has found visible, with all that holds for it."""
    state = standing(actor, about)
    found = thread(actor, about, after=after, may_comment=may_comment, standing=state)
    if not found.may_comment or not state.slow_minutes:
        return found
    free = rules.may_write_from(actor, about, state.slow_minutes, audience)
    return replace(found, wait=rules.wait_until(state.slow_minutes, free) if free else "")
