"""Who looks after clients and their tokens."""

from auth.audience import Actor
from auth.policy import rule

from .models import ScimToken


@rule("manage", ScimToken)
def may_manage(actor: Actor, token: ScimToken) -> bool:  # noqa: ARG001  (every rule takes both)
    """IT administrators of the whole company make and end tokens."""
    return actor.has("it-admin")
