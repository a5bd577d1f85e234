"""Somebody reacted to something, or took it back."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Reacted(Event):
    """Somebody reacted; `former` is the reaction that this one replaces."""

    kind: str
    former: str | None


@dataclass(frozen=True, kw_only=True)
class Unreacted(Event):
    """Somebody took a reaction back."""

    former: str
