"""What happened to posts."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event
from portal.core.subjects import Ref


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


@dataclass(frozen=True, kw_only=True)
class PostVersionTakenDown(PostEvent):
    """Somebody who moderates took former words of a post out of its history."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostMoved(PostEvent):
    """The author put a post into another place. `audience` is the one that sees it now, `former` the one before."""

    former: str


@dataclass(frozen=True, kw_only=True)
class PostMovedByOthers(PostMoved):
    """Somebody who moderates put a post into another place."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostSplit(PostEvent):
    """Comments on `origin` go on under a post of their own, the subject. `author_ids` wrote the comments."""

    power: ClassVar[bool] = True
    feed: ClassVar[bool] = True
    origin: Ref
    author_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PostPassedOn(PostEvent):
    """A card, the subject, shows a post in a further place. `origin` is the post."""

    feed: ClassVar[bool] = True
    origin: Ref


@dataclass(frozen=True, kw_only=True)
class PostShared(PostEvent):
    """Somebody points people to a post, with a note."""

    changes_text: ClassVar[bool] = False
    user_ids: tuple[int, ...]
    note: str
