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


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(QuestionEvent):
    """The question takes no more answers."""

    changes_text: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, kw_only=True)
class QuestionClosedByOthers(QuestionClosed):
    """Somebody who moderates closed a question."""

    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class QuestionReopened(QuestionEvent):
    """The question takes answers again."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class QuestionMerged(QuestionEvent):
    """The question, with its answers, goes on in another one, `into`."""

    power: ClassVar[bool] = True
    into: Ref
    author_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(QuestionEvent):
    """The author put a question into another place. `audience` is the one that sees it now, `former` the one before."""

    former: str


@dataclass(frozen=True, kw_only=True)
class QuestionMovedByOthers(QuestionMoved):
    """Somebody who moderates put a question into another place."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class QuestionSplit(QuestionEvent):
    """Answers to `origin` go on under a question of their own, the subject. `author_ids` wrote the answers."""

    power: ClassVar[bool] = True
    origin: Ref
    author_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerConfirmed(AnswerEvent):
    """Somebody who looks after the subject stands for the answer, until and including a day or for good."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class ConfirmationWithdrawn(AnswerEvent):
    """Nobody stands for the answer any more."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class AnswerDoubted(AnswerEvent):
    """Somebody believes that the answer no longer holds."""

    changes_text: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, kw_only=True)
class DoubtsSettled(AnswerEvent):
    """Whoever wrote the answer, or moderates, has looked at the doubts: it holds, or holds again."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class EditSuggested(Event):
    """Somebody suggests other words for a question or an answer, the subject; `author_id` wrote it."""

    changes_text: ClassVar[bool] = False
    author_id: int


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(Event):
    """Suggested words were taken or declined; `author_id` had suggested them."""

    changes_text: ClassVar[bool] = False
    author_id: int
    is_taken: bool


@dataclass(frozen=True, kw_only=True)
class FormerWordsTakenOut(Event):
    """Somebody who moderates took former words of a question or an answer, the subject, out of its history."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    version: int
    reason: str
