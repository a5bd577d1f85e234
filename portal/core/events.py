"""Events: what has happened, told upwards. Handlers run in the same transaction, in the order of registration."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from .subjects import Ref


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: who did it, to what, and which audience is to learn of it.

    `power` marks acts that have power over other people; they are audited. `feed` marks what begins to stand in the
    feed. `changes_text` is False where nothing changes that the search could find. `in_confidence` names fields that
    the audit log does not keep, because its readers need not be of the audience. `actor_id` 0 is the portal itself.
    """

    power: ClassVar[bool] = False
    feed: ClassVar[bool] = False
    changes_text: ClassVar[bool] = True
    in_confidence: ClassVar[frozenset[str]] = frozenset()

    actor_id: int
    subject: Ref
    audience: str


E = TypeVar("E", bound=Event)
_handlers: defaultdict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def on(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Registers a handler for an event and what derives from it; registering twice is registering once."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        if handler not in _handlers[kind]:
            _handlers[kind].append(handler)
        return handler

    return register


def publish(event: Event) -> None:
    """Tells all handlers, the most general kind first. An exception ends the whole unit of work."""
    for kind in reversed(type(event).__mro__):
        for handler in _handlers.get(kind, ()):
            handler(event)


def all_events() -> list[type[Event]]:
    """Gives every kind of event that exists; guards walk them."""
    found: list[type[Event]] = []
    waiting = list(Event.__subclasses__())
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(found, key=lambda kind: kind.__name__)
