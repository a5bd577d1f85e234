"""Who looks after integrations."""

from auth.audience import Actor
from auth.policy import rule

from .models import Client


@rule("manage", Client)
def may_manage(actor: Actor, client: Client) -> bool:  # noqa: ARG001  (every rule takes both)
    """IT administrators make integrations, give them new secrets and end them."""
    return actor.has("it-admin")
