"""How something read before, as the API gives it."""

from datetime import datetime
from typing import Literal

from portal.core.former import History, Version

from .common import Listing, Shape


class Words(Shape):
    """Some words: they stood there before (`kept`), came with this version (`added`) or left with it (`removed`)."""

    kind: Literal["kept", "added", "removed"]
    text: str


class FormerVersion(Shape):
    """One version, compared with the one before; without words where somebody who moderates took them out."""

    version: int
    at: datetime
    title: list[Words]
    body: list[Words]
    is_removed: bool


class Versions(Listing[FormerVersion]):
    """A stretch of versions, newest first."""


def versions(found: History) -> Versions:
    """Gives a stretch of a history."""
    return Versions(items=[_version(one) for one in found.versions], next=str(found.next) if found.next else None)


def _version(one: Version) -> FormerVersion:
    title, body = ([Words.model_validate(piece) for piece in pieces] for pieces in (one.title, one.body))
    return FormerVersion(version=one.version, at=one.at, title=title, body=body, is_removed=one.is_removed)
