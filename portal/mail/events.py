"""What happened to somebody's mail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailPaused(Event):
    """Mails to the person named as subject kept coming back; none are sent until that person tries again."""

    changes_text: ClassVar[bool] = False

    reason: str


@dataclass(frozen=True, kw_only=True)
class MailSwitchedOn(Event):
    """Somebody who looks after mail has it sent again to the person named as subject."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class MailTried(Event):
    """The actor wants to see that mail works."""

    changes_text: ClassVar[bool] = False
