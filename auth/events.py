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
class RoleGranted(Event):
    """Somebody was given a role."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    role: str
