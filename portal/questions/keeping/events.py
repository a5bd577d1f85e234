"""What happens to an answer that is looked after."""

from dataclasses import dataclass

from ..events import AnswerEvent


@dataclass(frozen=True, kw_only=True)
class AnswerJudged(AnswerEvent):
    """Somebody who looks after the place says whether an answer holds."""


@dataclass(frozen=True, kw_only=True)
class AnswerOutdated(AnswerJudged):
    """It no longer holds."""


@dataclass(frozen=True, kw_only=True)
class AnswerHoldsAgain(AnswerJudged):
    """It holds after all, or again."""
