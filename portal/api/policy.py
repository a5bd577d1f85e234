"""Who looks after integrations and webhooks."""

from auth.audience import EVERYONE, Actor
from auth.policy import rule

from .models import Client, Hook


@rule("manage", Client)
def may_manage(actor: Actor, client: Client) -> bool:  # noqa: ARG001  (every rule takes both)
    """IT administrators make integrations, give them new secrets and end them."""
    return actor.has("it-admin")


@rule("create", Hook)
def may_listen(actor: Actor, hook: Hook) -> bool:
    """Owners let programs hear their group, IT administrators the whole company and groups that they are in."""
    if hook.audience == EVERYONE:
        return actor.has("it-admin")
    return f"{hook.audience}:owners" in actor.keys or (actor.has("it-admin") and hook.audience in actor.keys)


@rule("manage", Hook)
def may_manage_hook(actor: Actor, hook: Hook) -> bool:
    """Whoever made it."""
    return hook.owner_id == actor.id
