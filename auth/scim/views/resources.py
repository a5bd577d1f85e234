"""People and groups: the doors to read, find, make, replace, change and take them away."""

from typing import Any

from flask import Response, request

from auth.provisioning.models import Source

from .answers import answer, base
from .body import parameters, read, version_asked
from .door import require_scope, serve


def _actions(kind: str) -> Any:
    from .. import groups, people

    return {"Users": people, "Groups": groups}[kind]


def _drawn(kind: str, row: Any, asked: Any, *, is_new: bool) -> Any:
    from auth.models import User
    from portal.core import db

    from .. import shown

    if kind == "Groups":
        return shown.groups([row], base(), asked)[0]
    account = db.session.get(User, row.user_id) if row.user_id is not None else None
    return shown.people([(row, account)], base(), asked, has_groups=not is_new)[0]


def show(kind: str, row: Any, status: int = 200) -> Response:
    """Gives a resource with its version; nothing where the client has this version already."""
    from scim2_models import Context

    from ..resources import SearchGroups, SearchPeople
    from ..versions import matches

    model: Any = {"Users": SearchPeople, "Groups": SearchGroups}[kind]
    asked = model.model_validate(parameters("attributes", "excludedAttributes"))
    resource = _drawn(kind, row, asked, is_new=status == 201)
    version, location = resource.meta.version, resource.meta.location
    if request.method == "GET" and matches(request.headers.get("If-None-Match", ""), version):
        return answer(None, 304, version=version)
    context = Context.RESOURCE_CREATION_RESPONSE if status == 201 else Context.RESOURCE_QUERY_RESPONSE
    drawn = resource.model_dump(scim_ctx=context, response_parameters=asked)
    return answer(drawn, status, version=version, location=location)


def _listed(source: Source, kind: str, said: dict[str, Any]) -> Response:
    from scim2_models import Context

    from .. import lists

    found, asked = lists.found(source, kind, said, base())
    drawn = found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)
    drawn.setdefault("Resources", [])
    return answer(drawn)


def find(source: Source, kind: str) -> Response:
    return _listed(source, kind, parameters())


def search(source: Source, kind: str) -> Response:
    return _listed(source, kind, read())


def make(source: Source, kind: str) -> Response:
    return show(kind, _actions(kind).create(source, read()), 201)


def get(source: Source, kind: str, id: str) -> Response:
    return show(kind, _actions(kind).find(source, id))


def replace(source: Source, kind: str, id: str) -> Response:
    return show(kind, _actions(kind).replace(source, id, read(), version_asked()))


def change(source: Source, kind: str, id: str) -> Response:
    """Changes one; a group may have thousands of members, so it is given back only to whoever says what of it.

    RFC 7644, section 3.5.2, leaves it to the server unless `attributes` is there.
    """
    row = _actions(kind).change(source, id, read(), version_asked())
    if kind == "Groups" and not parameters("attributes", "excludedAttributes"):
        return answer(None, 204, version=_actions(kind).version_of(row), location=f"{base()}/Groups/{row.id}")
    return show(kind, row)


def remove(source: Source, kind: str, id: str) -> Response:
    _actions(kind).remove(source, id, version_asked())
    return answer(None, 204)


for _kind in ("Users", "Groups"):
    serve(f"/{_kind}", "GET", kind=_kind)(find)
    serve(f"/{_kind}/.search", "POST", kind=_kind)(search)
    serve(f"/{_kind}", "POST", kind=_kind)(make)
    serve(f"/{_kind}/<id>", "GET", kind=_kind)(get)
    serve(f"/{_kind}/<id>", "PUT", kind=_kind)(replace)
    serve(f"/{_kind}/<id>", "PATCH", kind=_kind)(change)
    serve(f"/{_kind}/<id>", "DELETE", kind=_kind)(remove)


@serve("/.search", "POST")
def search_everything(source: Source) -> Response:
    require_scope("users:read")
    require_scope("groups:read")
    return _listed(source, "", read())
