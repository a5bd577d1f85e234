"""What happened to the tokens of clients; the subject is the person who did it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ScimTokenMade(Event):
    """A client may speak of people and groups from now on, within these scopes."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScimTokenEnded(Event):
    """A token of a client is no longer taken."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str
