"""What happened to the tokens of clients; the subject is the person who made or ended them."""

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


@dataclass(frozen=True, kw_only=True)
class ScimTokenEnding(Event):
    """The last token of a client ends soon; `on` is the day on which it does."""

    changes_text: ClassVar[bool] = False
    source: str
    label: str
    on: str
