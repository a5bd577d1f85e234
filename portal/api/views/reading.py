"""Reading requests: JSON and multipart bodies, queries, the version in If-Match."""

import re
from typing import Any, TypeVar

from flask import request
from pydantic_core import from_json
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from portal.core import forms
from portal.core.errors import Invalid
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.web import parse

from ..operations import Operation
from .errors import Stale, Unreadable, VersionNeeded, WrongKind

F = TypeVar("F", bound=Form)
MOST_BYTES = 2 * 1024 * 1024
_TAG = re.compile(r'"(\d{1,9})"')


def fields_of(operation: Operation) -> Any:
    """Reads the body into the operation's form; what headers give is read later. Raises Invalid, Unreadable."""
    assert operation.body is not None
    if operation.upload:
        return parse(operation.body)
    values = {name: value for name, value in _json().items() if name not in operation.without}
    return values if "version" in operation.without else forms.read(operation.body, values)


def _json() -> dict[str, Any]:
    request.max_content_length = MOST_BYTES
    content = request.get_data(cache=True)
    if len(content) >= MOST_BYTES:
        raise RequestEntityTooLarge  # what comes in pieces is cut off there
    if not content:
        return {}
    if not request.is_json:
        raise WrongKind(_("Send JSON, and say so: Content-Type: application/json."))
    try:
        found = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise Unreadable(_("This is not JSON.")) from error
    if not isinstance(found, dict):
        raise Invalid("form", forms.sentence("model_type", {}))
    return found


def query_of(model: type[F]) -> F:
    """Reads the query. Raises Invalid."""
    return parse(model, query=True)


def upload_of(field: str) -> FileStorage:
    """Gives the file of a multipart body. Raises Invalid where there is none."""
    if request.mimetype != "multipart/form-data":
        raise WrongKind(_("Send the file as multipart/form-data."))
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        raise Invalid(field, _("Choose a file."))
    return upload


def version_of(*, is_needed: bool) -> int | None:
    """Gives the version that If-Match names, None for any. Raises VersionNeeded, and Stale for what is no version."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent and is_needed:
        raise VersionNeeded
    if sent in ("", "*"):
        return None
    found = _TAG.fullmatch(sent)
    if found is None:
        raise Stale
    return int(found[1])
