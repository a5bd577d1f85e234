"""What may be sent in about a post that is there."""

import re

from portal.core.forms import EntityId, Form, line, prose

from ..forms import PostForm

_BETWEEN = re.compile(r"[\s,;]+")


class MoveForm(Form):
    """Where a post is to stand, and why, where it is somebody else's."""

    audience: line(64, 1)  # type: ignore[valid-type]  # `line` gives a type
    reason: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type


class SplitForm(PostForm):
    """The post under which comments go on, and which ones. It is for the same people."""

    audience: line(64) = ""  # type: ignore[valid-type]  # `line` gives a type
    comments: tuple[EntityId, ...] = ()


class PassForm(Form):
    """The place in which a card is to show a post."""

    audience: line(64, 1)  # type: ignore[valid-type]  # `line` gives a type


class ShareForm(Form):
    """Handles of people, with or without @, and a word to them."""

    people: line(1000) = ""  # type: ignore[valid-type]  # `line` gives a type
    note: prose(500) = ""  # type: ignore[valid-type]  # `prose` gives a type

    def handles(self) -> list[str]:
        """Gives the handles, each once."""
        typed = (word.strip("@").lower() for word in _BETWEEN.split(self.people))
        return list(dict.fromkeys(handle for handle in typed if handle))
