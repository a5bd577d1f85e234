"""What may be sent in to comment."""

from portal.core.forms import EntityId, Form, OptionalId, line, prose

MOST = 20_000


class CommentForm(Form):
    """A new comment: what it stands under, what it answers, and the key that makes sending twice sending once."""

    about: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type
    parent: OptionalId = None
    body: prose(MOST, 1)  # type: ignore[valid-type]  # `prose` gives a type
    key: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type


class EditForm(Form):
    """Another text for a comment, and the version that was read."""

    body: prose(MOST, 1)  # type: ignore[valid-type]  # `prose` gives a type
    version: EntityId


class RemovalForm(Form):
    """Why somebody else's comment goes."""

    reason: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type
