"""What happens around those who know."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StanceAsked(Event):
    """Somebody helped with a topic and is asked whether they want to be named for it; the subject is the topic.

    `number` is how many answers have helped, `name` what the topic is called.
    """

    changes_text: ClassVar[bool] = False
    user_id: int
    number: int
    name: str
