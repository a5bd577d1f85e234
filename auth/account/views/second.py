"""After the right password: straight in, or first a code of the device where the account has one."""

from flask import Response, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.core import db
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import go, page, parse, public, redraw, settings

from ...credentials import lockout, totp
from ...forms import CodeForm
from ...models import User
from ...providers import views as doors
from . import blueprint, known

_SECONDS = 300


def enter_or_ask(user: User, *, name: str, next_url: str, resume: str) -> Response:
    """Begins a session, or asks for the code first. The session begins only when all is proven."""
    if not totp.has_totp(user):
        lockout.forget(known.attempt(name))
        known.remember(name)
        return doors.enter(user, next_url=next_url, resume=resume)
    g.second = str(_serializer().dumps([user.id, name]))
    return code()


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
        user_id, name = _serializer().loads(form.token, max_age=_SECONDS)
    except BadSignature:
        return go("auth.login", say=_("That took too long. Please begin once more."))
    attempt = known.attempt(name)
    lockout.refuse_if_waiting(attempt)
    user = db.session.get(User, user_id)
    if user is None or not user.is_active or not totp.is_right(user, form.code, settings().secret_key):
        lockout.note_failure(attempt)
        raise Invalid("code", _("This code is not right, or was used before."))
    lockout.forget(attempt)
    known.remember(name)
    return doors.enter(user, next_url=request.form.get("next", ""), resume=request.form.get("resume", ""))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="second factor")
