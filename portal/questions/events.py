"""What happened to questions and answers."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event
from portal.core.subjects import Ref


@dataclass(frozen=True, kw_only=True)
class QuestionEvent(Event):
    """What all of them share: `subject` is the question."""


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(QuestionEvent):
    """A question is there for its audience; `mentions` are the people named in it."""

    feed: ClassVar[bool] = True
    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionEdited(QuestionEvent):
    """The words were changed; `mentions` are those who were not named in them before."""

    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionRemoved(QuestionEvent):
    """A question is gone. The audience is the one that could see it. The index has followed its move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class QuestionTakenDown(QuestionRemoved):
    """Somebody else than the author removed a question."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class QuestionRestored(QuestionEvent):
    """A removal was taken back. The index has followed the move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class SameAsked(QuestionEvent):
    """Somebody has the same question."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class SameWithdrawn(QuestionEvent):
    """Somebody no longer has the same question."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class QuestionFound(QuestionEvent):
    """Somebody was about to ask and found this one, which says what was to be asked."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class AnswerEvent(Event):
    """What all of them share: `subject` is the answer, `question` what it answers, `author_id` who wrote it."""

    question: Ref
    author_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(AnswerEvent):
    """Somebody answered; `mentions` are the people named in it."""

    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerEdited(AnswerEvent):
    """The words were changed; `mentions` are those who were not named in them before."""

    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerRemoved(AnswerEvent):
    """An answer is gone. The audience is the one that could see it."""


@dataclass(frozen=True, kw_only=True)
class AnswerTakenDown(AnswerRemoved):
    """Somebody else than the author removed an answer."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnswerRestored(AnswerEvent):
    """A removal was taken back."""


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(AnswerEvent):
    """It has helped whoever asked."""


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(AnswerEvent):
    """It has not helped after all."""


@dataclass(frozen=True, kw_only=True)
class AnswerVoted(AnswerEvent):
    """Somebody found the answer helpful."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class VoteWithdrawn(AnswerEvent):
    """Somebody no longer finds it helpful."""

    changes_text: ClassVar[bool] = False
