"""The summary of what is wrong with a form names each field by its label and leads to it."""

import re
from html import unescape

import pytest

from tests.factories import make_user


def summary(html: str) -> list[tuple[str, str]]:
    """Gives the links of the summary: where they lead, and their words."""
    note = re.search(r'role="alert".*?</ul>', html, re.DOTALL)
    assert note
    assert len(re.findall("<li>", note[0])) == len(re.findall("<li><a ", note[0])), "a fault that leads nowhere"
    return [(target, unescape(words)) for target, words in re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', note[0])]


@pytest.mark.parametrize(
    ("method", "path", "sent", "faults"),
    [
        (
            "post",
            "/posts",
            {"audience": "", "body": "", "title": "x" * 151},
            [
                ("audience", "To whom? This field is empty."),
                ("title", "Title: This is too long: 151 characters, at most 150."),
                ("body", "Text: This field is empty."),
            ],
        ),
        (
            "post",
            "/groups",
            {"name": "", "purpose": "", "visibility": "nobody"},
            [
                ("name", "Name: This field is empty."),
                ("purpose", "Purpose, in a sentence: This field is empty."),
                ("visibility", "Who gets in? Choose one of the options."),
            ],
        ),
        (
            "put",
            "/settings",
            {"phone": "call me", "phone_level": "nobody"},
            [("phone_level", "Phone, Who sees it: Choose one of the options.")],
        ),
    ],
)
def test_each_fault_names_its_field_and_leads_to_it(as_, method, path, sent, faults) -> None:
    answer = getattr(as_(make_user()), method)(path, sent)
    assert answer.status_code == 422
    assert summary(answer.text) == faults
    for target, _words in faults:
        assert re.search(rf'<(input|select|textarea|fieldset)[^>]* id="{target}"', answer.text), target


def test_it_speaks_the_language_of_the_reader(as_) -> None:
    answer = as_(make_user(language="de")).post("/posts", {"audience": "everyone", "body": ""})
    assert summary(answer.text) == [("body", "Text: Dieses Feld ist leer.")]
