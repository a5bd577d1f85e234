"""What may be sent in to react."""

from typing import Literal

from portal.core.forms import Form

from .kinds import Word


class ReactionForm(Form):
    """One of the six; empty takes the reaction back."""

    kind: Word | Literal[""]
