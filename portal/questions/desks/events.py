"""What happens at desks, and to questions there."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event

from ..events import QuestionEvent


@dataclass(frozen=True, kw_only=True)
class DeskEvent(Event):
    """What all of them share: the subject is the desk, `name` is what it is called; they are written down."""

    power: ClassVar[bool] = True

    name: str


@dataclass(frozen=True, kw_only=True)
class DeskOpened(DeskEvent):
    """A department answers questions from now on."""


@dataclass(frozen=True, kw_only=True)
class DeskChanged(DeskEvent):
    """A desk is set up otherwise: `fields` names what changed."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeskClosed(DeskEvent):
    """A desk takes no questions any more."""


@dataclass(frozen=True, kw_only=True)
class DeskDeserted(DeskEvent):
    """The last lead of a desk has left; `is_empty` says that nobody at all works there."""

    changes_text: ClassVar[bool] = False
    is_empty: bool


@dataclass(frozen=True, kw_only=True)
class CaseEvent(QuestionEvent):
    """What happened to a question at a desk; the subject is the question."""

    changes_text: ClassVar[bool] = False

    desk_id: int


@dataclass(frozen=True, kw_only=True)
class DeskAsked(CaseEvent):
    """A question came to a desk, by whoever asked or because nobody else has answered."""


@dataclass(frozen=True, kw_only=True)
class CaseTaken(CaseEvent):
    """Somebody at the desk answers it: `holder_id`, whom a colleague may have named."""

    holder_id: int


@dataclass(frozen=True, kw_only=True)
class CasePutBack(CaseEvent):
    """Whoever had taken it has put it back."""


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(CaseEvent):
    """It goes on at another desk: `desk_id`, from the desk `former_id`."""

    former_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(CaseEvent):
    """It stands in another column of the board."""

    state: str
