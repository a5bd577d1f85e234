"""Who may do what with topics. Everybody sees them; what stands under them has readers of its own."""

from auth.audience import Actor
from auth.policy import rule

from .models import Topic


@rule("manage", Topic)
def may_look_after(actor: Actor, topic: Topic) -> bool:  # noqa: ARG001  (every rule takes both)
    """Community managers name, describe and merge topics."""
    return actor.has("community-manager")
