"""Reading what was reported without seeing it: asked for with a reason, agreed to by a second person, for some days."""

from .actions import agree, ask, decline, open_reading, withdraw
from .events import ReadingAgreed, ReadingAsked, ReadingDeclined, ReadingEnded, ReadingEvent, ReadingOpened

__all__ = [
    "ReadingAgreed",
    "ReadingAsked",
    "ReadingDeclined",
    "ReadingEnded",
    "ReadingEvent",
    "ReadingOpened",
    "agree",
    "ask",
    "decline",
    "open_reading",
    "withdraw",
]
