"""What may be sent in about topics."""

from typing import Annotated

from portal.core.forms import Form, Line

from .models import ABOUT, NAME


class TopicForm(Form):
    """What a topic is called in both languages, what it is about, and its synonyms with commas between."""

    name_de: Annotated[str, Line(NAME)] = ""
    name_en: Annotated[str, Line(NAME)] = ""
    about_de: Annotated[str, Line(ABOUT)] = ""
    about_en: Annotated[str, Line(ABOUT)] = ""
    synonyms: Annotated[str, Line(400)] = ""


class MergerForm(Form):
    """The topic under which this one goes on, by any of its names."""

    into: Annotated[str, Line(NAME, 1)]
