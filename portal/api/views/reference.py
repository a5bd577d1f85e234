"""The document of the API, and the page that is drawn from it."""

import json
import re
from typing import Any

from flask import Response, jsonify

from portal.core.errors import NotFound
from portal.core.i18n import language
from portal.core.web import page, public

from ..document import document
from . import api, pages

_REFERENCE = re.compile(r"#/components/schemas/([\w.-]+)")


@api.get("/openapi.json")
@public
def openapi() -> Response:
    response = jsonify(document())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@pages.get("/api")
def reference() -> Response:
    return page("api/reference.html", document=document(language()))


@pages.get("/api/areas/<name>")
def area(name: str) -> Response:
    found = document(language())
    shown = next((area for area in _areas(found) if area["name"] == name), None)
    if shown is None:
        raise NotFound
    return page("api/area.html", area=shown, schemas=_schemas(found, shown))


def _schemas(found: dict[str, Any], area: dict[str, Any]) -> dict[str, Any]:
    """Gives the schemas that an area's operations take and give, and those inside them, by name."""
    every, waiting, needed = found["components"]["schemas"], [json.dumps(area)], dict[str, Any]()
    while waiting:
        for name in _REFERENCE.findall(waiting.pop()):
            if name not in needed:
                needed[name] = every[name]
                waiting.append(json.dumps(every[name]))
    return dict(sorted(needed.items()))


def _areas(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Gives the operations by area, in the document's order."""
    areas = {tag["name"]: {**tag, "operations": []} for tag in found["tags"]}
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {})
            success = next(iter(told["responses"].items()))
            shown = told | {"path": path, "method": method.upper(), "takes": _names(body), "status": success[0]}
            areas[told["tags"][0]]["operations"].append(shown | {"gives": _names(success[1].get("content", {}))})
    return list(areas.values())


def _names(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Gives the kinds of a body, each with the name of its schema, empty for bytes."""
    return [(kind, told["schema"].get("$ref", "").rpartition("/")[2]) for kind, told in content.items()]
