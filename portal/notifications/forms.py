"""What may be sent in to read and to choose."""

from typing import Annotated

from pydantic import Field

from portal.core.forms import Form, Line


class ChoiceForm(Form):
    """The kinds that somebody wants to hear of."""

    kinds: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=100)] = ()


class UndoForm(Form):
    """The instant at which everything was marked as read, in ISO form."""

    instant: Annotated[str, Line(40, 1)]
