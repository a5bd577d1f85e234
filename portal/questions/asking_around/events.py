"""What happens to a question that waits for an answer."""

from dataclasses import dataclass
from typing import ClassVar

from ..events import QuestionEvent


@dataclass(frozen=True, kw_only=True)
class HelpWanted(QuestionEvent):
    """Somebody is asked whether they know: because of their `number` answers on a `topic`, or of what they named."""

    changes_text: ClassVar[bool] = False

    user_id: int
    reason: str
    topic: str
    number: int


@dataclass(frozen=True, kw_only=True)
class NobodyAnswers(QuestionEvent):
    """A question has waited in vain; `people` look after the place where it stands."""

    changes_text: ClassVar[bool] = False

    people: tuple[int, ...]
