"""What a browser asks for to install the portal, and the page that stands in for those that it cannot fetch."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from auth.session import actor
from portal.core import i18n
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.web import Portal, alike, page, public

from . import icons, worker
from .paths import may_be_kept

blueprint = Blueprint("offline", __name__)
DAY = 86400
MARK = "Foyer-Keep"


@blueprint.after_app_request
def mark(response: Response) -> Response:
    """Marks a page that the worker may keep with the person whom it was drawn for."""
    if request.method == "GET" and response.status_code == 200 and may_be_kept(request.path):
        user: Any = current_user
        if user.is_authenticated and response.mimetype == "text/html" and _portal().settings.offline_pages:
            response.headers[MARK] = f"{user.id};{i18n.language()}"
    return response


def _portal() -> Portal:
    found: Portal = current_app._get_current_object()  # type: ignore[attr-defined]  # the application is Portal
    return found


@blueprint.get("/sw.js")
@alike
def script() -> Response:
    response = make_response(worker.script(_portal().assets, _portal().settings.offline_pages))
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    _choose_language()
    settings = _portal().settings
    brand = icons.colour(settings.brand_hue)
    pictures = [_icon(size, "any") for size in (192, 512)] + [_icon(size, "maskable") for size in (192, 512)]
    shortcuts = [(_("New post"), "/posts/new"), (_("Notifications"), "/notifications"), (_("Groups"), "/groups")]
    told = {
        "id": "/",
        "name": settings.brand,
        "short_name": settings.brand[:12],
        "description": _("Where colleagues of every department and site meet."),
        "lang": i18n.language(),
        "dir": "ltr",
        "start_url": "/home",
        "scope": "/",
        "display": "standalone",
        "theme_color": brand,
        "background_color": "#ffffff",
        "categories": ["business", "social"],
        "icons": pictures,
        "shortcuts": [{"name": name, "url": url, "icons": [_icon(192, "any")]} for name, url in shortcuts],
    }
    response = jsonify(told)
    response.headers["Content-Type"] = "application/manifest+json; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = "maskable" if purpose == "maskable" else "icon"
    return {"src": f"/icons/{name}-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@blueprint.get("/icons/<any(icon, maskable):shape>-<int:size>.png")
@alike
def icon(shape: str, size: int) -> Response:
    if size not in icons.SIZES:
        raise NotFound
    response = make_response(icons.draw(size, _portal().settings.brand_hue, maskable=shape == "maskable"))
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


@blueprint.get("/offline")
@public
def offline() -> Response:
    _choose_language()
    return page("offline/offline.html")


@blueprint.get("/offline/session")
def session() -> Response:
    """Says who is signed in, and the token with which the worker sends what has waited."""
    response = jsonify({"user": str(actor().id), "token": generate_csrf()})
    response.headers["Cache-Control"] = "no-store"
    return response


def _choose_language() -> None:
    if request.args.get("lang") in i18n.LANGUAGES:
        i18n.use(request.args["lang"])
