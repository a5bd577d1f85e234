"""What happened to comments. `subject` is the comment, `about` what it stands under."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Event
from portal.core.subjects import Ref


@dataclass(frozen=True, kw_only=True)
class CommentEvent(Event):
    """What all of them say."""

    about: Ref
    author_id: int
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class CommentAdded(CommentEvent):
    """Somebody wrote a comment. `mentions` and `parent_author_id` are told by this slice; others need not again."""

    parent_author_id: int | None
    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommentEdited(CommentEvent):
    """The author changed the text; `mentions` are those who were not named in it before."""

    mentions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommentRemoved(CommentEvent):
    """A comment is gone from the page. `audience` is the one that could see it. The index has followed its move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class CommentTakenDown(CommentRemoved):
    """Somebody else than the author removed the comment."""

    power: ClassVar[bool] = True

    reason: str


@dataclass(frozen=True, kw_only=True)
class CommentRestored(CommentEvent):
    """A removal was taken back. The index has followed the move."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class CommentVersionTakenDown(CommentEvent):
    """Somebody who moderates took former words of a comment out of its history."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
    """Something happened to the comments about a subject as a whole; `subject` is what they are about."""

    changes_text: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(ThreadEvent):
    """Nobody writes comments here any more."""

    power: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadEvent):
    """One may write comments again."""

    power: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ThreadPaced(ThreadEvent):
    """Each person may write one comment in so many minutes; 0 is as often as one likes."""

    power: ClassVar[bool] = True
    minutes: int


@dataclass(frozen=True, kw_only=True)
class CommentsMoved(ThreadEvent):
    """Comments that stood under `origin` go on under the subject."""

    origin: Ref
    comment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubjectTurned(Event):
    """What stood as `origin` goes on as the subject, of another kind; `author_id` wrote it, `author_ids` answered."""

    changes_text: ClassVar[bool] = False
    power: ClassVar[bool] = True
    origin: Ref
    author_id: int
    author_ids: tuple[int, ...] = ()
