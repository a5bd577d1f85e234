"""What happens to people: profiles change, people follow each other."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Event):
    """A person changed what its profile says."""


@dataclass(frozen=True, kw_only=True)
class PhotoChanged(Event):
    """A person has a new photo, or none any more."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Followed(Event):
    """The actor follows the subject from now on; only that person is to learn of it."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Unfollowed(Event):
    """The actor no longer follows the subject."""

    changes_text: ClassVar[bool] = False
