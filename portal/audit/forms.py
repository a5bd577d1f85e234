"""What may be sent in to read the book."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from portal.core.forms import Form, line

OptionalDay = Annotated[date | None, BeforeValidator(lambda value: None if value == "" else value)]


class FilterForm(Form):
    """Which acts are wanted: by whom, about whom, of which kind, from which day to which."""

    by: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    about: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    act: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    first: OptionalDay = None
    last: OptionalDay = None
