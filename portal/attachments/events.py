"""What happened to files. `subject` is what they hang on, or whose they are."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AttachmentDescribed(Event):
    """Somebody said anew what is to be seen on a picture; whoever keeps a drawing of it draws it again."""

    changes_text: ClassVar[bool] = False

    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class AttachmentReady(AttachmentDescribed):
    """The work on a file is done, or it was taken off; whoever keeps a drawing of it draws it again."""


@dataclass(frozen=True, kw_only=True)
class AttachmentRead(Event):
    """What stands in a file is known, so that what it hangs on can be found by it."""

    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class AttachmentRefused(Event):
    """A file turned out not to be usable after it was taken in; `subject` is the person who sent it."""

    changes_text: ClassVar[bool] = False

    attachment_id: int
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InfectionFound(AttachmentRefused):
    """The virus scanner found something, and the file was removed; `reason` is the scanner's name for it."""

    power: ClassVar[bool] = True
