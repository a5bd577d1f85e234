"""Who asks to read what was reported, and who is the second person. A role alone opens nothing."""

from auth.audience import Actor
from auth.policy import rule

from ..models import Reading

HANDLERS = ("moderator", "community-manager")


@rule("create", Reading)
def may_ask(actor: Actor, reading: Reading) -> bool:
    """Moderators and community managers, not about what they wrote themselves."""
    return actor.has(*HANDLERS) and actor.id != reading.author_id


@rule("moderate", Reading)
def may_answer(actor: Actor, reading: Reading) -> bool:
    """A second person of these, who did not ask and did not write it."""
    return may_ask(actor, reading) and actor.id != reading.asker_id


@rule("manage", Reading)
def may_open(actor: Actor, reading: Reading) -> bool:
    """Whoever asked opens and ends it."""
    return may_ask(actor, reading) and actor.id == reading.asker_id
