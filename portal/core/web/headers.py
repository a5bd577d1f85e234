"""Headers of every answer, static files with their hashed names, and a compressed body where no proxy does it."""

import gzip
from functools import partial
from typing import TYPE_CHECKING

from flask import Response, current_app, make_response, request

from ..assets import Assets
from ..errors import NotFound
from .answers import alike

if TYPE_CHECKING:
    from .application import Portal

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def register(app: "Portal") -> None:
    """Adds the headers and the route of the static files."""
    app.add_url_rule("/static/<path:name>", "static", _static)
    app.after_request(partial(_add, app))


def _add(app: "Portal", response: Response) -> Response:
    headers = response.headers
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", POLICY)
    if app.settings.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "private, no-store")
        headers["Vary"] = "HX-Request, Cookie, Accept-Encoding"
        if app.settings.trusted_proxies == 0:
            _compress(response)
    return response


@alike
def _static(name: str) -> Response:
    assets: Assets = current_app.assets  # type: ignore[attr-defined]  # the application is Portal
    found = assets.find(name)
    if found is None:
        raise NotFound
    body, encoding = found.plain, ""
    accepted = request.headers.get("Accept-Encoding", "")
    if "br" in accepted and found.brotli:
        body, encoding = found.brotli, "br"
    elif "gzip" in accepted and found.gzip:
        body, encoding = found.gzip, "gzip"
    response = make_response(body)
    response.headers["Content-Type"] = found.mimetype + ("; charset=utf-8" if found.pays else "")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if found.pays:
        response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _compress(response: Response) -> None:
    if (
        response.direct_passthrough
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or response.content_length is None
    ):
        return
    if response.content_length > 1400 and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(response.get_data(), 4))
        response.headers["Content-Encoding"] = "gzip"
