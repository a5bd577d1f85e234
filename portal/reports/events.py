"""What happened to reports."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Reported(Event):
    """Somebody asks those who look after the place to look at the subject. Only the audit log says who."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    in_confidence: ClassVar[frozenset[str]] = frozenset({"words"})
    reason: str
    words: str
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReportSettled(Event):
    """Somebody looked at what was reported and said in `reason` what came of it; nobody is told who had reported."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    reason: str
