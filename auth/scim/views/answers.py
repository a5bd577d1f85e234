"""How the protocol is answered: resources, and errors in its own form."""

import json
from typing import Any

from flask import Response, request

ROOT = "/scim/v2"
KIND = "application/scim+json"
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def answer(body: Any, status: int = 200, *, version: str = "", location: str = "") -> Response:
    """Gives a body as the protocol has it; nothing where there is none."""
    response = Response(b"" if body is None else json.dumps(body, ensure_ascii=False), status, mimetype=KIND)
    response.headers["Cache-Control"] = "private, no-store"
    if version:
        response.headers["ETag"] = version
    if location:
        response.headers["Location" if status == 201 else "Content-Location"] = location
    return response


def said(status: int, sentence: str, kind: str = "") -> Response:
    """Gives an error as RFC 7644 has it."""
    body = {"schemas": [_ERROR], "status": str(status), "detail": sentence} | ({"scimType": kind} if kind else {})
    response = answer(body, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="scim"'
    return response


def base() -> str:
    """Gives the address below which all resources stand, as the client called it."""
    return request.host_url.rstrip("/") + ROOT
