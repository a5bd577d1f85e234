"""What happened to topics."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TopicEvent(Event):
    """What all of them share: the subject is the topic, `name` is what it is called; they are written down."""

    power: ClassVar[bool] = True

    name: str


@dataclass(frozen=True, kw_only=True)
class TopicDescribed(TopicEvent):
    """Names, descriptions or synonyms are other ones now: `former` is what was said before."""

    former: str


@dataclass(frozen=True, kw_only=True)
class TopicMerged(TopicEvent):
    """The topic goes on under another one, called `into`."""

    into: str


@dataclass(frozen=True, kw_only=True)
class TopicParted(TopicEvent):
    """The topic stands for itself again; before, it went on under the one with the number `former_id`."""

    former_id: int


@dataclass(frozen=True, kw_only=True)
class MergerProposed(Event):
    """A reader says that the topic, called `name`, means the same as the one called `into`, at the address `slug`."""

    changes_text: ClassVar[bool] = False

    name: str
    into: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class TopicNamed(Event):
    """Somebody is the first to name a topic, or the last takes it back: it is found from now on, or no more."""
