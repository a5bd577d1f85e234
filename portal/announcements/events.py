"""What happened to announcements, and to the right to announce in somebody's name."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AnnouncementEvent(Event):
    """What all of them share: `subject` is the announcement."""


@dataclass(frozen=True, kw_only=True)
class AnnouncementPublished(AnnouncementEvent):
    """An announcement is there for its audience; `on_behalf_of` is the leader in whose name, or None."""

    feed: ClassVar[bool] = True
    power: ClassVar[bool] = True
    on_behalf_of: int | None
    people: int
    is_forced: bool


@dataclass(frozen=True, kw_only=True)
class AnnouncementEdited(AnnouncementEvent):
    """The author changed the words, or until when it stands on top or holds."""


@dataclass(frozen=True, kw_only=True)
class AnnouncementReminded(AnnouncementEvent):
    """Those who have not confirmed that they read it are told again."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class AnnouncementWithdrawn(AnnouncementEvent):
    """It is gone for everybody. The audience is the one that could see it; the index has followed its move."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class VoiceEvent(Event):
    """About the right to announce in somebody's name: `subject` is the leader, `delegate_id` who has the right."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    delegate_id: int


@dataclass(frozen=True, kw_only=True)
class VoiceGiven(VoiceEvent):
    """Somebody may announce in the leader's name. `consent` says how the leader agreed, where another gave it."""

    consent: str


@dataclass(frozen=True, kw_only=True)
class VoiceRevoked(VoiceEvent):
    """Somebody may do so no longer."""
