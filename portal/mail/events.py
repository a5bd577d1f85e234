"""What happened to somebody's mail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailPaused(Event):
    """Mails to the person named as subject kept coming back; none are sent until that person tries again."""

    changes_text: ClassVar[bool] = False

    reason: str
