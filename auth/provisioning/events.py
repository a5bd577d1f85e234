"""What has happened to accounts, units and runs by way of provisioning."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountMade(Event):
    """A source has brought somebody who was not here before; the search hears of it by `PeopleArrived`."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str


@dataclass(frozen=True, kw_only=True)
class PeopleArrived(Event):
    """Accounts were made together: whoever keeps something of every person takes them in at once."""

    changes_text: ClassVar[bool] = False
    user_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """A source or an administrator has changed what the account says; `fields` names what."""

    power: ClassVar[bool] = True
    source: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UserReactivated(Event):
    """An account that was closed is open again: somebody came back."""

    power: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountEnding(Event):
    """Somebody's access ends in some days; `ends_on` is the first day without it, `sponsor_id` answers for them."""

    changes_text: ClassVar[bool] = False
    ends_on: str
    sponsor_id: int | None


@dataclass(frozen=True, kw_only=True)
class TermSet(Event):
    """Somebody said until when a person has access, and who answers for them."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    ends_on: str
    sponsor_id: int | None


@dataclass(frozen=True, kw_only=True)
class OrganisationSettled(Event):
    """Many people came, moved or left at once: whoever keeps rules by department or site applies them anew."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Event):
    """A department or site was made, renamed, moved, merged, split or closed; `what` says which, `on` from when."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    what: str
    on: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceChanged(Event):
    """Somebody has said what is taken from a source, and when it is read by itself."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str
    times: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NamingChosen(Event):
    """Somebody has said whether the names of those who leave are kept; `what` is keep, replace or configured."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    what: str


@dataclass(frozen=True, kw_only=True)
class RunEvent(Event):
    """Something happened to a run of a source."""

    power: ClassVar[bool] = True
    changes_text: ClassVar[bool] = False
    source: str


@dataclass(frozen=True, kw_only=True)
class RunReleased(RunEvent):
    """A second person has looked at a run that had stopped, and lets it go on; `brake` is why it had."""

    brake: str


@dataclass(frozen=True, kw_only=True)
class RunStarted(RunEvent):
    """Somebody has a run carried out."""

    adds: int
    changes: int
    removals: int


@dataclass(frozen=True, kw_only=True)
class RunFinished(RunEvent):
    """A run was carried out."""

    power: ClassVar[bool] = False
    failed: int


@dataclass(frozen=True, kw_only=True)
class RunUndone(RunEvent):
    """Somebody takes a run back."""


@dataclass(frozen=True, kw_only=True)
class RunFailed(RunEvent):
    """A source could not be read, or a run stopped and needs somebody; nothing was changed."""

    power: ClassVar[bool] = False
    reason: str
