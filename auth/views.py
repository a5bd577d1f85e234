"""Sign in, sign out, language and theme."""

from typing import Any

from flask import Blueprint, Response, g, request
from flask_login import current_user

from portal.core import db, i18n
from portal.core.errors import Invalid, SignInNeeded
from portal.core.i18n import _
from portal.core.web import go, keep_typed, limit, page, parse, public, redraw, settings, wants_fragment
from portal.core.web.addresses import came_from
from portal.core.web.refusals import refuse, wants_problem

from . import idling, providers, session
from .account.views import known, second
from .audience import keys_changed
from .credentials import lockout
from .forms import PERSONAS, DeviceForm, DoorForm, LanguageForm, PasswordForm, PersonaForm, ThemeForm
from .models import User
from .providers import SignInRefused, demo, departures, passwords, refusing
from .providers import views as doors
from .returning import keep_form, safe_next

blueprint = Blueprint("auth", __name__)


@blueprint.get("/login")
@public
def login() -> Response:
    if current_user.is_authenticated:
        return go(safe_next(request.args.get("next", "/home")))
    is_at_once = "password" in request.form or idling.is_shared_device()
    return _door("password" if is_at_once else "name")


def _door(step: str) -> Response:
    people = {user.persona: user for user in demo.personas(settings())} if step == "name" else {}
    return page(
        "auth/login.html",
        step=step,
        personas=[people[name] for name in PERSONAS if name in people],
        providers=providers.with_buttons() if step == "name" else [],
        shared_minutes=settings().shared_idle_minutes if idling.is_shared_device() else 0,
        next=request.values.get("next", ""),
        resume=request.form.get("resume", "") or getattr(g, "resume", ""),
    )


@blueprint.post("/login")
@public
@limit("600 per minute", by=known.whose)
@redraw(login)
def sign_in() -> Response:
    if request.form.get("way") == "other":
        keep_typed()
        return _door("name")
    if "persona" in request.form:
        form = parse(PersonaForm)
        return doors.enter(demo.persona(settings(), form.persona), next_url=form.next, resume=_resume())
    if "password" in request.form:
        return _by_password(parse(PasswordForm))
    return _to_the_right_door(parse(DoorForm))


def _resume() -> str:
    return request.form.get("resume", "")


def _to_the_right_door(form: DoorForm) -> Response:
    """The domain alone decides, so that nobody learns whose account exists."""
    with db.reading():
        provider = providers.find(form.provider) if form.provider else providers.for_domain(form.email)
    if provider is not None and form.way != "password" and not providers.checks_passwords(provider):
        return doors.depart(provider, form.email)
    if not form.email:
        raise Invalid("email", _("Type your e-mail address or account name."))
    keep_typed()
    return _door("password")


def _by_password(form: PasswordForm) -> Response:
    attempt = known.attempt(form.email, form.password)
    known.refuse_if_waiting(attempt)
    try:
        found = passwords.check(form.email, form.password)
        user, origin = (found, {}) if isinstance(found, User) else doors.admitted(*found)
        way = second.Way(form.email, form.next, _resume(), origin)
        return second.enter_or_ask(user, way)
    except SignInRefused as refused:
        if refused.reason == "wrong":
            lockout.note_failure(attempt)
            refusing.note(refused.provider, refused.reason, refused.cause)
            raise Invalid("password", refused.message) from refused
        return refusing.refuse(refused.provider, refused, onward=request.form)


@blueprint.put("/login/device")
@public
def device() -> Response:
    idling.keep_shared(is_shared=parse(DeviceForm).device == "shared")
    return go("auth.login", next=request.form.get("next") or None)


@blueprint.post("/logout")
@public
def sign_out() -> Response:
    user: Any = current_user
    origin = departures.origin_of(user.session_id) if user.is_authenticated else None
    session.sign_out()
    response = doors.leave(origin) or go("auth.login", say=_("You are signed out."))
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
    came = came_from()
    return "/login" if came.partition("?")[0] == "/login" else safe_next(came)


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
    fields = list(request.form.items(multi=True))
    g.resume = keep_form(settings().secret_key, request.full_path.rstrip("?"), fields)
    response = login()
    response.status_code = 401
    return response
