"""What happened to integrations and webhooks; the subject is the account that they act as, or that owns them."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccessEvent(Event):
    """What all of them share: `name` is what the thing is called, and they are written down."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False

    name: str


@dataclass(frozen=True, kw_only=True)
class IntegrationMade(AccessEvent):
    """A program may act by itself from now on, within these scopes; its account can be found."""

    changes_text: ClassVar[bool] = True

    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IntegrationRenewed(AccessEvent):
    """An integration has a new secret; what was proven with the former one has ended."""


@dataclass(frozen=True, kw_only=True)
class IntegrationRevoked(AccessEvent):
    """An integration acts no more."""


@dataclass(frozen=True, kw_only=True)
class HookMade(AccessEvent):
    """Somebody has what happens in an audience sent to an address outside."""

    url: str
    heard: str


@dataclass(frozen=True, kw_only=True)
class HookRemoved(AccessEvent):
    """Nothing is sent to that address any more."""
