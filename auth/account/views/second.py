"""After the right password: straight in, or first a code of the device where the account has one."""

from typing import NamedTuple

from flask import Response, flash, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.core import db
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import go, page, parse, public, redraw, settings

from ...credentials import lockout, totp
from ...forms import CodeForm
from ...models import User
from ...providers import refusing
from ...providers import views as doors
from . import blueprint, known

_SECONDS = 300


class Way(NamedTuple):
    """How somebody comes in: the name typed, what is wanted afterwards, and the directory that knew the password."""

    name: str
    next_url: str
    resume: str
    origin: dict[str, str]


def enter_or_ask(user: User, way: Way) -> Response:
    """Begins a session, or asks for the code first. The session begins only when all is proven.

    Whose password it was does not matter: an account that asks for codes does so whichever password is right.
    """
    if not totp.has_totp(user):
        return _enter(user, way)
    g.second = str(_serializer().dumps([user.id, way.name, way.origin]))
    return code()


def _enter(user: User, way: Way) -> Response:
    lockout.forget(known.attempt(way.name))
    known.remember(way.name)
    return doors.enter(user, next_url=way.next_url, resume=way.resume, origin=way.origin)


@blueprint.get("/login/code")
@public
def code() -> Response:
    token = getattr(g, "second", "") or request.form.get("token", "")
    if not token:
        return go("auth.login")
    return page(
        "account/code.html", token=token, next=request.form.get("next", ""), resume=request.form.get("resume", "")
    )


@blueprint.post("/login/code")
@public
@redraw(code)
def check_code() -> Response:
    form = parse(CodeForm)
    try:
        user_id, name, origin = _serializer().loads(form.token, max_age=_SECONDS)
    except BadSignature:
        return _begin_once_more()
    attempt = known.attempt(name)
    known.refuse_if_waiting(attempt)
    user = db.session.get(User, user_id)
    key = settings().secret_key
    if user is None or not user.is_active or not totp.is_right(user, form.code, key):
        cause = totp.why_not(user, form.code, key) if user is not None and user.is_active else "the account is closed"
        lockout.note_failure(attempt)
        refusing.note(None, "wrong", f"{name!r}, code after the password: {cause}")
        raise Invalid("code", _("This code is not right, or was used before. Is the clock of your device right?"))
    return _enter(user, Way(name, request.form.get("next", ""), request.form.get("resume", ""), origin))


def _begin_once_more() -> Response:
    """Draws the first step, so that what was being sent is still there."""
    from ...views import login  # which knows this module

    flash(_("That took too long. Please begin once more."), "message")
    return login()


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="second factor")
