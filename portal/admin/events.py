"""What those have done who look after people."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountsMerged(Event):
    """An account became part of the one that the event is about; `gone_id` never opens again."""

    power: ClassVar[bool] = True
    gone_id: int
    reason: str
