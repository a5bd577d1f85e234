"""What happened while somebody asked to read what was reported. The audience is nobody: no room is told of it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReadingEvent(Event):
    """A step on the way to what was reported. It carries no word of the thing; its author reads of it."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    reading_id: int
    author_id: int | None
    asked_by: int


@dataclass(frozen=True, kw_only=True)
class ReadingAsked(ReadingEvent):
    """Somebody asked, and said why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReadingAgreed(ReadingEvent):
    """A second person agreed, for so many hours, with a word in `reason`."""

    reason: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class ReadingDeclined(ReadingEvent):
    """A second person declined, with a word in `reason`."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReadingOpened(ReadingEvent):
    """Whoever asked opened it."""

    agreed_by: int


@dataclass(frozen=True, kw_only=True)
class ReadingEnded(ReadingEvent):
    """It is over: by its time, because the report is settled, or for another reason."""

    ending: str
