"""What a look at an installation gives."""

from typing import Literal, NamedTuple

State = Literal["ok", "note", "fault"]


class Finding(NamedTuple):
    """What one look found. A fault must be put right; a note may be."""

    what: str
    state: State
    says: str
    remedy: str = ""


def short(error: Exception) -> str:
    """Gives the first line of what an error says."""
    return str(error).strip().split("\n")[0][:300] or type(error).__name__
