"""What happens is told to the webhooks that listen to its audience; a job sends it. Leavers lose their tokens."""

from typing import Any

from sqlalchemy import select

from auth.events import UserDeactivated
from portal.core import db
from portal.core.events import Event, on

from .actions.hooks import add_delivery
from .actions.tokens import end_tokens_of_person
from .heard import name_of
from .models import Hook

_SAID = ("user_id", "kind", "former", "about", "author_id", "parent_id", "is_official")


@on(Event)
def tell_hooks(event: Event) -> None:
    """Notes a delivery for every active hook of the event's audience that wants to hear of it."""
    name = name_of(event)
    if name is None:
        return
    listening = select(Hook.id, Hook.events).where(Hook.audience == event.audience, Hook.is_active)
    for hook_id, wanted in db.session.execute(listening).all():
        if name in wanted:
            add_delivery(hook_id, name, event.audience, event.subject, _more(event))


def _more(event: Event) -> dict[str, Any]:
    more: dict[str, Any] = {"actor_id": event.actor_id}
    for field in _SAID:
        value = getattr(event, field, None)
        if value is not None:
            more[field] = value if isinstance(value, int | bool) else str(value)
    return more


@on(UserDeactivated)
def end_tokens(event: UserDeactivated) -> None:
    """Ends the tokens and feeds of a closed account for good: whoever comes back makes new ones."""
    end_tokens_of_person(event.subject.id)
