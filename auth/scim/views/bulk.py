"""The door of bulk requests."""

from typing import Any

from flask import Response

from auth.provisioning import sources
from auth.provisioning.models import Source
from portal.core import db

from .answers import answer, base, said
from .body import named, read
from .door import client, expected, require_scope, serve, told

_KIND = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"


@serve("/Bulk", "POST")
def bulk(_source: Source) -> Response:
    from .. import bulk as work

    operations, stop = work.read(read())
    results = work.carry_out(operations, stop, _do, _refuse)
    return answer({"schemas": [_KIND], "Operations": results})


def _do(operation: Any) -> dict[str, Any]:
    try:
        with db.unit_of_work():
            return _one(operation)
    except expected() as error:
        return _refuse(operation, error)


def _one(operation: Any) -> dict[str, Any]:
    from scim2_models import InvalidPathException, InvalidSyntaxException

    from .. import groups, people
    from ..habits import usual

    kind, _slash, target = operation.path.strip("/").partition("/")
    actions: Any = {"Users": people, "Groups": groups}.get(kind)
    if actions is None or bool(target) == (operation.method == "POST"):
        raise InvalidPathException(detail=f"Nothing is done at {operation.path[:200]}.")
    require_scope(f"{kind.lower()}:write")
    source = sources.source(client().source.key)
    if operation.method == "DELETE":
        actions.remove(source, target, operation.version)
        return _done(operation, 204, location=f"{base()}/{kind}/{target}")
    body = usual(operation.body)
    if operation.method == "POST":
        row = actions.create(source, body)
    elif operation.method in ("PUT", "PATCH"):
        change = actions.replace if operation.method == "PUT" else actions.change
        row = change(source, target, body, operation.version)
    else:
        raise InvalidSyntaxException(detail="The method is POST, PUT, PATCH or DELETE.")
    location = f"{base()}/{kind}/{row.id}"
    status = 201 if operation.method == "POST" else 200
    return _done(operation, status, location=location, version=actions.version_of(row)) | {"id": row.id}


def _refuse(operation: Any, error: Exception) -> dict[str, Any]:
    what = f"{operation.method} {operation.path[:200]} {named(operation.body)}".strip()
    status, sentence, kind = told(client().source.key, error, what)
    location = "" if operation.method == "POST" else f"{base()}/{operation.path.strip('/')}"
    return _done(operation, status, location=location) | {"response": said(status, sentence, kind).get_json(force=True)}


def _done(operation: Any, status: int, *, location: str = "", version: str = "") -> dict[str, Any]:
    done = {"method": operation.method, "bulkId": operation.name, "version": version, "location": location}
    return {name: value for name, value in done.items() if value} | {"status": str(status)}
