"""What has happened to providers, and between them and accounts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Event):
    """An account now belongs to an id elsewhere. `by` says by what right: the source, the mail, the first sign-in."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ProviderChanged(Event):
    """Somebody changed how people sign in. The subject is the person who did; no secret is in it."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    provider: str
    what: str
