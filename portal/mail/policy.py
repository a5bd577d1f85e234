"""Who looks after mail."""

from auth.audience import Actor
from auth.policy import rule

from .models import Setting


@rule("manage", Setting)
def may_manage(actor: Actor, setting: Setting) -> bool:  # noqa: ARG001  (every rule takes both)
    """IT administrators see how mail is doing and switch on addresses from which mail came back."""
    return actor.has("it-admin")
