"""What may be sent in to comment."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalId, Prose

MOST = 20_000


class CommentForm(Form):
    """A new comment: what it stands under, what it answers, and the key that makes sending twice sending once."""

    about: Annotated[str, Line(60, 1)]
    parent: OptionalId = None
    body: Annotated[str, Prose(MOST, 1)]
    key: Annotated[str, Line(40)] = ""


class EditForm(Form):
    """Another text for a comment, and the version that was read; of a `quiet` change nobody is told."""

    body: Annotated[str, Prose(MOST, 1)]
    version: EntityId
    quiet: bool = False


class RemovalForm(Form):
    """Why somebody else's comment goes."""

    reason: Annotated[str, Line(300)] = ""


class ClosingForm(Form):
    """Why nobody is to comment any more."""

    reason: Annotated[str, Line(300)] = ""


class PaceForm(Form):
    """In how many minutes each person may write one comment; 0 for no such rule."""

    minutes: Annotated[int, Field(ge=0, le=1440)]


class LevelForm(Form):
    """How much somebody wants to hear of a thread."""

    level: Literal["all", "me", "none"]


class TurnForm(Form):
    """The kind of subject that another one is to become, such as question."""

    kind: Annotated[str, Line(40, 1)]


class VisitForm(Form):
    """What somebody has seen: all that was there at an instant, in ISO form, and the comment read last."""

    until: Annotated[str, Line(40)] = ""
    place: OptionalId = None

    def instant(self) -> datetime | None:
        """Gives the instant; None for one that cannot be read."""
        try:
            found = datetime.fromisoformat(self.until)
        except ValueError:
            return None
        return found if found.tzinfo is not None else None
