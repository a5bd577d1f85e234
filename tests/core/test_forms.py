"""Every fault of a form has a sentence."""

from typing import Annotated

import pytest
from pydantic import Field

from portal.core import forms
from portal.core.errors import Invalid
from portal.core.forms import EntityId, Form, Line, OptionalDay


class Few(Form):
    """A form with a short list."""

    names: Annotated[tuple[Annotated[str, Field(max_length=3)], ...], Field(max_length=2)] = ()
    ids: Annotated[tuple[EntityId, ...], Field(max_length=2)] = ()
    day: OptionalDay = None
    title: Annotated[str, Line(5)] = ""


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"names": ["a", "b", "c"]}, "names", "At most 2 are possible."),
        ({"names": ["abcd"]}, "names", "At most 3 are possible."),
        ({"ids": [1, 2, 3]}, "ids", "At most 2 are possible."),
        ({"ids": [0]}, "ids", "too small"),
        ({"ids": [2**60]}, "ids", "too large"),
        ({"ids": "x"}, "ids", "not a list"),
        ({"day": "soon"}, "day", "not a date"),
        ({"day": [1]}, "day", "not a date"),
        ({"day": 12.5}, "day", "not a date"),
        ({"day": 10**15}, "day", "not a date"),
        ({"day": "9999-12-31"}, "day", "too far away"),
        ({"day": "0001-01-01"}, "day", "too far away"),
        ({"title": "abcdef"}, "title", "6 characters, at most 5"),
        ({"title": ["x"]}, "title", "not a text"),
    ],
)
def test_a_fault_is_named_at_its_field(values: dict, field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        forms.read(Few, values)
    assert words in refused.value.errors[field]
