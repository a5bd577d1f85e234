"""Forms whose bytes are no text."""

from typing import Annotated

import pytest
from flask import request

from portal.core.errors import Invalid
from portal.core.forms import Form, Line
from portal.core.web import parse

URLENCODED = "application/x-www-form-urlencoded"


class Note(Form):
    name: Annotated[str, Line(40)] = ""
    body: Annotated[str, Line(40)] = ""


@pytest.mark.parametrize("body", [b"name=Ann&body=caf\xe9", b"name=Ann&body=caf%E9", b"name=Ann&body=%ff%00"])
def test_a_field_that_is_no_text_is_refused_at_its_place_and_nothing_is_lost(app, body) -> None:
    with app.test_request_context("/", method="POST", data=body, content_type=URLENCODED):
        with pytest.raises(Invalid) as refused:
            parse(Note)
        assert set(refused.value.errors) == {"body"}
        assert request.form["name"] == "Ann"
        assert "\ufffd" in request.form["body"]
        request.form["body"].encode()


@pytest.mark.parametrize("body", ["name=J%C3%B6rg&x=%ff", "name=Jörg", "name=J%C3%B6rg&body=%EF%BF%BD"])
def test_any_text_passes_and_so_does_a_field_that_nobody_asked_for(app, body) -> None:
    with app.test_request_context("/", method="POST", data=body.encode(), content_type=URLENCODED):
        assert parse(Note).name == "Jörg"


def test_a_form_with_files_is_no_different(app) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = part % (b"name", b"J\xc3\xb6rg") + part % (b"body", b"caf\xe9") + b"--x--\r\n"
    with app.test_request_context("/", method="POST", data=body, content_type="multipart/form-data; boundary=x"):
        with pytest.raises(Invalid) as refused:
            parse(Note)
        assert set(refused.value.errors) == {"body"}
        assert request.form["name"] == "Jörg"
