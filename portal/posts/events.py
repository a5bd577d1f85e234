"""What happened to posts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PostEvent(Event):
    """What all of them share: `subject` is the post."""


@dataclass(frozen=True, kw_only=True)
class PostPublished(PostEvent):
    """A post is there for its audience; `mentions` are the people named in it."""

    feed: ClassVar[bool] = True
    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostEvent):
    """The author changed a post; `mentions` are those who were not named in it before."""

    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostRemoved(PostEvent):
    """A post is gone. The audience is the one that could see it. The index has followed its move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class PostTakenDown(PostRemoved):
    """Somebody else than the author removed a post."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostRestored(PostEvent):
    """A removal was taken back. The index has followed the move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class PostPinned(PostEvent):
    """A post stands on top of its group or of the company's feed."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class PostUnpinned(PostEvent):
    """A post stands in its ordinary place again."""

    changes_text: ClassVar[bool] = False
