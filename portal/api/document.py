"""The document of the API in OpenAPI 3.1, made from the operations and from the models that read and write for them."""

from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from portal.core import i18n
from portal.core.i18n import _, lazy_

from .operations import ROOT, Operation, operations
from .scopes import SCOPES
from .shapes.common import Problem

REFS = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
MULTIPART = "multipart/form-data"
AREAS = {
    "me": lazy_("Myself"),
    "people": lazy_("People"),
    "units": lazy_("Departments and sites"),
    "groups": lazy_("Groups"),
    "posts": lazy_("Posts"),
    "questions": lazy_("Questions"),
    "answers": lazy_("Answers"),
    "suggestions": lazy_("Suggested words"),
    "history": lazy_("Former words"),
    "announcements": lazy_("Announcements"),
    "desks": lazy_("Desks"),
    "topics": lazy_("Topics"),
    "comments": lazy_("Comments"),
    "reactions": lazy_("Reactions"),
    "reports": lazy_("Reports"),
    "files": lazy_("Files"),
    "notifications": lazy_("Notifications"),
    "search": lazy_("Search"),
    "webhooks": lazy_("Webhooks"),
}
_REFUSALS = {
    400: lazy_("The request cannot be read"),
    401: lazy_("No valid token"),
    403: lazy_("Not within the scopes of the token, or not for this person"),
    404: lazy_("Nothing here that this person may see"),
    409: lazy_("Not possible in the present state"),
    412: lazy_("The thing has changed since it was read"),
    413: lazy_("The body is too large"),
    415: lazy_("The body is of another kind"),
    422: lazy_("Something in it does not pass; the fields are named"),
    428: lazy_("The header If-Match is missing"),
    429: lazy_("Too often; the header Retry-After says when it is possible again"),
    503: lazy_("The portal cannot read or save at present"),
}


class _Plain(GenerateJsonSchema):
    """Without a title for every field, which says the field's name once more."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (pydantic's signature)
        return False


def document(language: str = "en") -> dict[str, Any]:
    """Gives the document in a language."""
    with i18n.using(language):
        return _document(language, len(operations()))


@lru_cache(maxsize=4)
def _document(_language: str, _count: int) -> dict[str, Any]:
    areas = dict.fromkeys(operation.area for operation in operations())
    return {
        "openapi": "3.1.0",
        "info": {"title": "Foyer", "version": "1", "description": _description()},
        "servers": [{"url": ROOT}],
        "security": [{"token": []}, {"oauth": []}],
        "tags": [{"name": area, "description": str(AREAS[area])} for area in areas],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": _security(),
            "responses": {f"Refused{status}": _refusal(status) for status in _REFUSALS},
        },
    }


def _description() -> str:
    return _(
        "Everything that the pages do, for programs. A program acts as the person whose token it holds, or as the "
        "account of its integration, and sees and may do what that account sees and may do."
    )


def _security() -> dict[str, Any]:
    flow = {"tokenUrl": "/oauth/token", "scopes": {name: str(says) for name, says in SCOPES.items()}}
    return {
        "token": {"type": "http", "scheme": "bearer", "description": _("A personal access token.")},
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}},
    }


def _refusal(status: int) -> dict[str, Any]:
    return {"description": str(_REFUSALS[status]), "content": {PROBLEM: {"schema": _ref("Problem")}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REFS.format(model=name)}


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in operations():
        paths.setdefault(operation.address, {})[operation.method.lower()] = _operation(operation)
    return paths


def _operation(operation: Operation) -> dict[str, Any]:
    scopes = [operation.scope] if operation.scope else []
    told: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.area],
        "summary": str(operation.says),
        "security": [{"token": []}, {"oauth": scopes}],
        "parameters": [*_places(operation), *_query(operation), *_headers(operation)],
        "responses": {str(operation.answers): _success(operation)} | _refusals(operation),
    }
    if operation.scope:
        told["x-scope"] = operation.scope
    if operation.body is not None:
        told["requestBody"] = _body(operation)
    return told


def _places(operation: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": _place(kind)} for name, kind in operation.places]


def _place(kind: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1} if kind == "integer" else {"type": "string", "minLength": 1}


def _query(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = _schema(operation.query)
    wanted = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in wanted, "schema": _without_null(field)}
        for name, field in schema["properties"].items()
    ]


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in field.get("anyOf", []) if kind.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else field


def _headers(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.method == "POST":
        says = _(
            "Makes it safe to send the request again: the answer is the same for a day, and nothing happens twice."
        )
        key = {"type": "string", "pattern": "^[!-~]{1,100}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "description": says, "schema": key})
    if operation.version:
        says = _("The ETag of what was read, or * for any.")
        is_needed = operation.version == "needed"
        tag = {"type": "string"}
        found.append({"name": "If-Match", "in": "header", "required": is_needed, "description": says, "schema": tag})
    return found


def _body(operation: Operation) -> dict[str, Any]:
    assert operation.body is not None
    kind = MULTIPART if operation.upload else "application/json"
    is_needed = bool(operation.upload or _body_schema(operation).get("required"))
    return {"required": is_needed, "content": {kind: {"schema": _ref(body_name(operation))}}}


def body_name(operation: Operation) -> str:
    """Gives the name of the schema of an operation's body."""
    return "".join(word.capitalize() for word in operation.name.split("_")) + "Body"


def _body_schema(operation: Operation) -> dict[str, Any]:
    assert operation.body is not None
    schema = _schema(operation.body)
    kept = {name: field for name, field in schema["properties"].items() if name not in operation.without}
    needed = [name for name in schema.get("required", []) if name in kept]
    if operation.upload:
        kept[operation.upload] = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
        needed.append(operation.upload)
    return {"type": "object", "properties": kept} | ({"required": needed} if needed else {})


def _schema(model: type[BaseModel]) -> JsonSchemaValue:
    return model.model_json_schema(ref_template=REFS, schema_generator=_Plain)


def _success(operation: Operation) -> dict[str, Any]:
    if operation.is_file:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        return {"description": _("The bytes"), "content": content}
    if operation.gives is None:
        return {"description": _("Done")}
    return {
        "description": (operation.gives.__doc__ or "").strip(),
        "content": {"application/json": {"schema": _ref(operation.gives.__name__)}},
    }


def _refusals(operation: Operation) -> dict[str, Any]:
    statuses = {401, 403, 404, 422, 429, 503}
    if operation.method != "GET":
        statuses |= {400, 409}
    if operation.body is not None:
        statuses |= {413, 415}
    if operation.version:
        statuses.add(412)
    if operation.version == "needed":
        statuses.add(428)
    return {str(status): {"$ref": f"#/components/responses/Refused{status}"} for status in sorted(statuses)}


def _schemas() -> dict[str, Any]:
    given = dict.fromkeys([Problem, *(operation.gives for operation in operations() if operation.gives)])
    asked: list[Any] = [(model, "serialization") for model in given]
    _places_of, found = models_json_schema(asked, ref_template=REFS, schema_generator=_Plain)
    bodies = {body_name(operation): _body_schema(operation) for operation in operations() if operation.body}
    known: dict[str, Any] = found["$defs"]
    return dict(sorted((known | bodies).items()))
