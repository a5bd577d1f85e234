"""The Flask application with the request as the unit of work."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Rule

from portal.config import Settings

from .. import db, i18n
from ..assets import Assets
from ..errors import NotFound
from .incoming import Incoming
from .templating import Templates

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
csrf = CSRFProtect()


class EntityNumber(IntegerConverter):
    """A number in an address: beyond what any row is called there is nothing, and no database could compare it.

    By its digits rather than its size, since an address whose value is refused would be told as a wrong method.
    """

    regex = r"\d{1,15}"


class Address(Rule):
    """A rule of an address that learns how to build it when first asked: for all at once it is a tenth of the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        late = super()._compile_builder
        ready: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not ready:
                ready.append(late(append_unknown))
            return ready[0](rule, **values)

        return build


class Portal(Flask):
    """Foyer's application. An unsafe request that is answered below 400 commits before the answer leaves."""

    request_class = Incoming
    url_rule_class = Address
    jinja_environment = Templates
    settings: Settings
    assets: Assets

    def __init__(self, settings: Settings) -> None:
        super().__init__("portal", static_folder=None, template_folder="../templates")
        self.settings = settings
        self.assets = Assets(hue=settings.brand_hue)
        self.config.update(_flask_config(settings))
        self.url_map.converters["int"] = EntityNumber
        self.before_request(_begin)
        self.teardown_request(_end)
        csrf.init_app(self)

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Lets a form name PUT or DELETE with `?_method=`, since HTML knows only POST."""
        if environ["REQUEST_METHOD"] == "POST" and "_method=" in environ.get("QUERY_STRING", ""):
            wanted = parse_qs(environ["QUERY_STRING"]).get("_method", [""])[0]
            if wanted in ("PUT", "PATCH", "DELETE"):
                environ["REQUEST_METHOD"] = wanted
        return super().wsgi_app(environ, start_response)

    def dispatch_request(self) -> ResponseReturnValue:
        """Runs the view and closes the unit of work: commit below 400, otherwise roll back."""
        response: Response = self.make_response(super().dispatch_request())
        if request.method not in SAFE:
            if response.status_code < 400:
                db.commit()
            else:
                db.rollback()
        return response


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-foyer" if settings.secure else f"foyer-{settings.port}",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": settings.upload_megabytes * 1024 * 1024 + 65536,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_HEADERS": ["X-CSRF-Token"],
        "WTF_CSRF_METHODS": ["POST", "PUT", "PATCH", "DELETE"],
        "WTF_CSRF_SSL_STRICT": settings.secure,
        "TEMPLATES_AUTO_RELOAD": settings.env == "development",
        "TESTING": settings.env == "test",
        "PROPAGATE_EXCEPTIONS": False,
    }


def _begin() -> None:
    g.reference = secrets.token_hex(4)
    i18n.use(request.accept_languages.best_match(i18n.LANGUAGES) or settings().default_language)
    db.use_reader()
    if "\x00" in request.path:
        raise NotFound  # no name holds it, and no database takes it


def begin_writing() -> None:
    """Ends the reading with which every request finds out who is there, where the request may write."""
    if request.method not in SAFE:
        db.session.remove()


def _end(_error: BaseException | None) -> None:
    db.session.info.pop("after_commit", None)
    db.session.info.pop("before_commit", None)
    db.session.remove()


def settings() -> Settings:
    """Gives the settings of this installation."""
    found: Settings = current_app.settings  # type: ignore[attr-defined]  # the only application class is Portal
    return found
