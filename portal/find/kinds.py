"""How the kinds of subjects are called where they are found."""

from typing import NamedTuple

from portal.core.i18n import LazyText, lazy_


class KindOfHit(NamedTuple):
    """A kind of subject among results: its name for many, for one, and its icon."""

    many: LazyText
    one: LazyText
    icon: str


_KINDS = {
    "person": KindOfHit(lazy_("People"), lazy_("Person"), "user-round"),
    "group": KindOfHit(lazy_("Groups"), lazy_("Group"), "users-round"),
    "topic": KindOfHit(lazy_("Topics"), lazy_("Topic"), "tags"),
    "desk": KindOfHit(lazy_("Desks"), lazy_("Desk"), "inbox"),
    "question": KindOfHit(lazy_("Questions"), lazy_("Question"), "circle-help"),
    "announcement": KindOfHit(lazy_("Announcements"), lazy_("Announcement"), "megaphone"),
    "post": KindOfHit(lazy_("Posts"), lazy_("Post"), "file-text"),
    "comment": KindOfHit(lazy_("Comments"), lazy_("Comment"), "message-square"),
    "attachment": KindOfHit(lazy_("Files"), lazy_("File"), "paperclip"),
}
_OTHER = KindOfHit(lazy_("Other results"), lazy_("Result"), "file-text")


def kinds() -> tuple[str, ...]:
    """Gives the kinds that can be asked for, in the order of their tabs."""
    return tuple(_KINDS)


def kind(name: str) -> KindOfHit:
    """Gives what a kind is called."""
    return _KINDS.get(name, _OTHER)
