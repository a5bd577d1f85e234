"""What this server can do and which attributes it keeps, for clients that ask."""

from typing import Any

from flask import Response, request

from auth.provisioning.models import Source
from portal.core.errors import Forbidden, NotFound

from .answers import answer, base
from .door import serve


def _located(resource: Any, kind: str, path: str) -> dict[str, Any]:
    from scim2_models import Context, Meta

    copy = resource.model_copy(deep=True)
    copy.meta = Meta(resource_type=kind, location=f"{base()}{path}")
    drawn: dict[str, Any] = copy.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return drawn


def _listed(found: list[dict[str, Any]]) -> Response:
    if request.args.get("filter"):  # RFC 7644 section 4: these are not filtered
        raise Forbidden("Nothing is filtered here.")
    kind = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    size = len(found)
    return answer({"schemas": [kind], "totalResults": size, "startIndex": 1, "itemsPerPage": size, "Resources": found})


def _one(found: list[dict[str, Any]], wanted: str) -> Response:
    for resource in found:
        if resource["id"] == wanted:
            return answer(resource)
    raise NotFound


def _schemas() -> list[dict[str, Any]]:
    from ..resources import PROVIDER

    return [_located(one, "Schema", f"/Schemas/{one.id}") for one in PROVIDER.schemas]


def _resource_types() -> list[dict[str, Any]]:
    from ..resources import PROVIDER

    return [_located(one, "ResourceType", f"/ResourceTypes/{one.id}") for one in PROVIDER.resource_types]


@serve("/ServiceProviderConfig", "GET")
def service_provider_config(_source: Source) -> Response:
    from ..resources import CONFIG

    return answer(_located(CONFIG, "ServiceProviderConfig", "/ServiceProviderConfig"))


@serve("/Schemas", "GET")
def schemas(_source: Source) -> Response:
    return _listed(_schemas())


@serve("/Schemas/<id>", "GET")
def schema(_source: Source, id: str) -> Response:
    return _one(_schemas(), id)


@serve("/ResourceTypes", "GET")
def resource_types(_source: Source) -> Response:
    return _listed(_resource_types())


@serve("/ResourceTypes/<id>", "GET")
def resource_type(_source: Source, id: str) -> Response:
    return _one(_resource_types(), id)
