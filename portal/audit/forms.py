"""What may be sent in to read the book."""

from portal.core.forms import Form, OptionalDay, line


class FilterForm(Form):
    """Which acts are wanted: by whom, about whom, of which kind, from which day to which."""

    by: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    about: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    act: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    first: OptionalDay = None
    last: OptionalDay = None
