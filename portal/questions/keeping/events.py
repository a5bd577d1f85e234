"""What happens to an answer that is looked after."""

from dataclasses import dataclass

from ..events import AnswerEvent


@dataclass(frozen=True, kw_only=True)
class AnswerOutdated(AnswerEvent):
    """Somebody who looks after the place says that the answer no longer holds."""


@dataclass(frozen=True, kw_only=True)
class AnswerHoldsAgain(AnswerEvent):
    """It holds after all, or again."""
