"""Puts the portal together: the one place that knows all slices."""

import importlib
import logging
from types import ModuleType

from flask import Response, make_response
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

import auth.account
import auth.letters
import auth.providers.admin
import auth.providers.views
import auth.provisioning
import auth.scim
import auth.sockets
import auth.views
from auth import providers, session
from portal.config import Settings
from portal.core import (
    db,
    i18n,
    jobs,  # noqa: F401  (its table belongs to every database)
    realtime,
    storage,
    working_time,
)
from portal.core.errors import SignInNeeded
from portal.core.web import Portal, alike, counts, headers, refusals, templating
from portal.core.web.limits import limiter

SLICES: tuple[str, ...] = (
    "portal.topics",
    "portal.people",
    "portal.groups",
    "portal.activity",
    "portal.audit",
    "portal.notifications",
    "portal.drafts",
    "portal.editor",
    "portal.comments",
    "portal.reactions",
    "portal.attachments",
    "portal.reports",
    "portal.mail",
    "portal.push",
    "portal.posts",
    "portal.announcements",
    "portal.questions",
    "portal.home",
    "portal.find",
    "portal.admin",
    "portal.api",
    "portal.offline",
    "portal.roles",
    "portal.styleguide",
)


def create_app(settings: Settings | None = None) -> Portal:
    """Builds the application from its settings. Raises SettingsError when they are not usable."""
    settings = settings or Settings.from_env()
    app = Portal(settings)
    _prepare(settings)
    _set_up_limits(app)
    templating.register(app)
    headers.register(app)
    refusals.register(app)
    session.register(app)
    auth.provisioning.register(settings)
    app.register_blueprint(auth.views.blueprint)
    auth.account.register(app)
    auth.letters.register(app)
    app.register_blueprint(auth.providers.views.blueprint)
    auth.providers.admin.register(app)
    auth.scim.register(app)
    app.register_error_handler(SignInNeeded, auth.views.ask_to_sign_in)
    app.add_url_rule("/healthz", "healthz", healthz)
    for name in slices():
        name.register(app)
    realtime.register(app, settings)
    auth.sockets.register(app)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # Flask's way
    return app


def slices() -> list[ModuleType]:
    """Imports the slices, in the order in which they build on each other."""
    return [importlib.import_module(name) for name in SLICES]


def prepare_worker(settings: Settings) -> None:
    """Sets up what work without a request needs: database, files, the slices' jobs and handlers."""
    create_app(settings)


def _prepare(settings: Settings) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings.data.mkdir(parents=True, exist_ok=True)
    i18n.use_zone(settings.time_zone)
    working_time.configure(settings.working_hours, zone=settings.time_zone, holidays=settings.holidays)
    db.connect(settings.database_url)
    storage.configure(settings.data / "files", settings.storage)
    providers.configure(settings)


def _set_up_limits(app: Portal) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = counts.address(app.settings)
    app.config["RATELIMIT_ENABLED"] = app.settings.env != "test"
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True
    limiter.init_app(app)


@alike
def healthz() -> Response:
    """Answers 200 when the portal can serve: the database answers and is migrated."""
    db.session.execute(text("SELECT version_num FROM alembic_version")).one()
    response = make_response("ok\n", 200)
    response.mimetype = "text/plain"
    return response
