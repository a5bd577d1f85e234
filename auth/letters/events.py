"""What has happened to codes on letters. No code is in it."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccessCodeIssued(Event):
    """A letter with a code was printed for somebody; a code on a former letter opens nothing any more."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class AccessCodeRevoked(Event):
    """A code was taken back before somebody used it."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class AccessCodeUsed(Event):
    """Somebody came in by a letter, and chose how to sign in from now on: `way` is pin or passkey."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    way: str
