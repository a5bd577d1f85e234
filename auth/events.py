"""What has happened to accounts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UserMoved(Event):
    """A person now belongs to another department or site."""

    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class UserDeactivated(Event):
    """An account was closed: its sessions have ended, its contributions stay."""

    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class CodesTurnedOff(Event):
    """IT has the account of somebody who lost the device ask for no codes any more; its sessions have ended."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """Somebody was given a role, for a unit or everywhere; `until` is the last day, or empty."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    role: str
    unit_id: int | None
    until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A role was taken from somebody."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    role: str
    unit_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleMappingChanged(Event):
    """Members of a directory group have a role from now on, or no longer; `what` is made or removed."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    what: str
    source: str
    group_key: str
    role: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class LastAdminKept(Event):
    """The role or the account of the last IT administrator was to end and stays; `source` said so, or a date."""

    changes_text: ClassVar[bool] = False
    source: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    """A role that was given until a date has ended."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    role: str
    unit_id: int | None
