"""Somebody reacted to something, or took it back."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Reacted(Event):
    """Somebody reacted; `former` is the reaction that this one replaces."""

    changes_text: ClassVar[bool] = False

    kind: str
    former: str | None


@dataclass(frozen=True, kw_only=True)
class Unreacted(Event):
    """Somebody took a reaction back."""

    changes_text: ClassVar[bool] = False

    former: str
