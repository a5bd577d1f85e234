"""Sign in, sign out, language and theme."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.config import Settings
from portal.core import db, i18n
from portal.core.errors import Invalid, SignInNeeded
from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, parse, public, redraw, wants_fragment
from portal.core.web.limits import nothing_in, typed
from portal.core.web.refusals import refuse, wants_problem

from . import accounts, session
from .audience import keys_changed
from .forms import PERSONAS, LanguageForm, PasswordForm, PersonaForm, ThemeForm
from .models import User
from .providers import demo

blueprint = Blueprint("auth", __name__)
_KEPT_BYTES = 256 * 1024
_KEPT_SECONDS = 3600


def settings() -> Settings:
    """Gives the settings of this installation."""
    found: Settings = current_app.settings  # type: ignore[attr-defined]  # the application is Portal
    return found


def safe_next(url: str) -> str:
    """Gives the address if it lies within this portal, otherwise the home page: no open redirect."""
    parts = urlsplit(url)
    inside = url.startswith("/") and not url.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return url if inside and "\\" not in url and not url.startswith("/login") else "/home"


@blueprint.get("/login")
@public
def login() -> Response:
    if current_user.is_authenticated:
        return go(safe_next(request.args.get("next", "/home")))
    people = {user.persona: user for user in demo.personas(settings())}
    personas = [people[name] for name in PERSONAS if name in people]
    return page("auth/login.html", personas=personas, next=request.args.get("next", ""), resume=_resume_field())


def _resume_field() -> str:
    return request.form.get("resume", "") or getattr(g, "resume", "")


@blueprint.post("/login")
@public
@limit("60 per minute", by=client_address)
@limit("10 per 15 minutes", by=typed("email"), unless=nothing_in("email"))
@redraw(login)
def sign_in() -> Response:
    if "persona" in request.form:
        form = parse(PersonaForm)
        user = demo.persona(settings(), form.persona)
        return _begin(user, form.next)
    password = parse(PasswordForm)
    found = accounts.check_password(password.email, password.password)
    if found is None:
        raise Invalid("password", _("Address and password do not belong together."))
    return _begin(found, password.next)


def _begin(user: User, next_url: str) -> Response:
    resume = request.form.get("resume", "")
    session.sign_in(user, device=request.user_agent.string)
    i18n.use(user.language)
    kept = _read_resume(resume)
    if kept is not None:
        return page("auth/resume.html", path=kept["path"], fields=kept["fields"])
    return go(safe_next(next_url))


@blueprint.post("/logout")
@public
def sign_out() -> Response:
    session.sign_out()
    response = go("auth.login", say=_("You are signed out."))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/language")
@public
def language() -> Response:
    chosen = parse(LanguageForm).value
    _store("language", chosen)
    i18n.use(chosen)
    return go(_back())


@blueprint.post("/theme")
@public
def theme() -> Response:
    _store("theme", parse(ThemeForm).value)
    return go(_back())


def _store(column: str, value: str) -> None:
    if current_user.is_authenticated:
        user = db.session.get(User, session.actor().id)
        setattr(user, column, value)
        if column == "language":
            keys_changed(session.actor().id)
    else:
        from flask import session as cookie

        cookie[column] = value


def _back() -> str:
    parts = urlsplit(request.referrer or "")
    return (
        safe_next(parts.path + (f"?{parts.query}" if parts.query else "") or "/home")
        if parts.path != "/login"
        else "/login"
    )


def ask_to_sign_in(error: SignInNeeded) -> Response:
    """Answers a request of nobody: to the sign-in page, and back again with everything that was typed."""
    if wants_problem():
        return refuse(error)
    if wants_fragment():
        response = page("errors/_signed_out.html", status=401)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    if request.method in ("GET", "HEAD"):
        return go("auth.login", next=request.full_path.rstrip("?"))
    g.resume = _keep_form()
    response = login()
    response.status_code = 401
    return response


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="resume")


def _keep_form() -> str:
    skipped = ("csrf_token", "password")
    fields = [[name, value] for name, value in request.form.items(multi=True) if name not in skipped]
    if len(json.dumps(fields)) > _KEPT_BYTES:
        return ""
    return str(_serializer().dumps({"path": request.full_path.rstrip("?"), "fields": fields}))


def _read_resume(token: str) -> dict[str, object] | None:
    try:
        kept: dict[str, object] | None = _serializer().loads(token, max_age=_KEPT_SECONDS) if token else None
    except BadSignature:
        return None
    return kept
