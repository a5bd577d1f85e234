"""What may be sent in about a post that is there."""

import re
from typing import Annotated

from portal.core.forms import EntityId, Form, Line, Prose

from ..forms import PostForm

_BETWEEN = re.compile(r"[\s,;]+")


class MoveForm(Form):
    """Where a post is to stand, and why, where it is somebody else's."""

    audience: Annotated[str, Line(64, 1)]
    reason: Annotated[str, Line(300)] = ""


class SplitForm(PostForm):
    """The post under which comments go on, and which ones. It is for the same people."""

    audience: Annotated[str, Line(64)] = ""
    comments: tuple[EntityId, ...] = ()


class PassForm(Form):
    """The place in which a card is to show a post."""

    audience: Annotated[str, Line(64, 1)]


class ShareForm(Form):
    """Handles of people, with or without @, and a word to them."""

    people: Annotated[str, Line(1000)] = ""
    note: Annotated[str, Prose(500)] = ""

    def handles(self) -> list[str]:
        """Gives the handles, each once."""
        typed = (word.strip("@").lower() for word in _BETWEEN.split(self.people))
        return list(dict.fromkeys(handle for handle in typed if handle))
