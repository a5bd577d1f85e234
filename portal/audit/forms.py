"""What may be sent in to read the book."""

from typing import Annotated

from portal.core.forms import Form, Line, OptionalDay


class FilterForm(Form):
    """Which acts are wanted: by whom, about whom, of which kind, from which day to which."""

    by: Annotated[str, Line(200)] = ""
    about: Annotated[str, Line(200)] = ""
    act: Annotated[str, Line(80)] = ""
    first: OptionalDay = None
    last: OptionalDay = None
