"""What happened to groups and their members."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupEvent(Event):
    """What all of them share: `subject` is the group."""


@dataclass(frozen=True, kw_only=True)
class GroupCreated(GroupEvent):
    """A group was founded."""


@dataclass(frozen=True, kw_only=True)
class GroupEdited(GroupEvent):
    """Name, purpose or rules of a group changed."""


@dataclass(frozen=True, kw_only=True)
class GroupArchived(GroupEvent):
    """A group can be read but no longer written in."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class GroupRestored(GroupEvent):
    """An archived group lives again."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class MadeOfficial(GroupEvent):
    """A group speaks for the company, or no longer does."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    is_official: bool


@dataclass(frozen=True, kw_only=True)
class SightChanged(GroupEvent):
    """Others than before see a group, read it or get in: `visibility` is what holds now."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    visibility: str


@dataclass(frozen=True, kw_only=True)
class RuleChanged(GroupEvent):
    """A group takes its members from another department or site, `filled_from`, or from none."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    filled_from: int | None


@dataclass(frozen=True, kw_only=True)
class MemberEvent(GroupEvent):
    """Something about one member: `user_id`. What can be found of the group stays as it is."""

    changes_text: ClassVar[bool] = False
    user_id: int


@dataclass(frozen=True, kw_only=True)
class Joined(MemberEvent):
    """Somebody became a member."""


@dataclass(frozen=True, kw_only=True)
class Left(MemberEvent):
    """Somebody is no longer a member. Who comes and goes by a rule does so without an event."""


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Left):
    """An owner or host put somebody out."""

    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class RoleChanged(MemberEvent):
    """A member has another role in the group."""

    power: ClassVar[bool] = True
    role: str


@dataclass(frozen=True, kw_only=True)
class MembershipRequested(MemberEvent):
    """Somebody asks to be let in; the audience is the group's managers."""


@dataclass(frozen=True, kw_only=True)
class MembershipApproved(MemberEvent):
    """Somebody who asked is let in."""


@dataclass(frozen=True, kw_only=True)
class MembershipDeclined(MemberEvent):
    """Somebody who asked is not let in; `answer` says why. The audience is that person alone."""

    answer: str


@dataclass(frozen=True, kw_only=True)
class Invited(MemberEvent):
    """Somebody is asked to join; the audience is that person alone."""
