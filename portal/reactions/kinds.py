"""The six reactions."""

from typing import Literal, NamedTuple, get_args

from portal.core.i18n import LazyText, lazy_

Word = Literal["thumbs-up", "heart", "celebrate", "clap", "insight", "laugh"]


class Kind(NamedTuple):
    """One of the six: its name in the database, the sign, and the word that says the sign aloud."""

    name: str
    sign: str
    word: LazyText


KINDS = (
    Kind("thumbs-up", "👍", lazy_("I agree")),
    Kind("heart", "❤️", lazy_("I like this")),
    Kind("celebrate", "🎉", lazy_("Congratulations")),
    Kind("clap", "👏", lazy_("Well done")),
    Kind("insight", "💡", lazy_("That helps me")),
    Kind("laugh", "😄", lazy_("That made me laugh")),
)
assert tuple(kind.name for kind in KINDS) == get_args(Word)
