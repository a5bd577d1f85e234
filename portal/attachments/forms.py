"""What may be said about a file."""

from portal.core.forms import Form, line

from .models import ALT


class AltForm(Form):
    """What is to be seen on a picture."""

    alt: line(ALT) = ""  # type: ignore[valid-type]  # `line` gives a type
