"""What happened to drafts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DraftSent(Event):
    """What was scheduled has gone out. `subject` is its author; `url` is where it stands now."""

    changes_text: ClassVar[bool] = False

    draft_id: int
    url: str


@dataclass(frozen=True, kw_only=True)
class DraftKeptBack(Event):
    """What was scheduled could not go out and is a draft again. `subject` is its author."""

    changes_text: ClassVar[bool] = False

    draft_id: int
    problem: str
