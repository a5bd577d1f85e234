"""Who is it? Asked again before acts of power; then one goes on with what was typed."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, request

from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw, settings, wants_fragment
from portal.core.web.refusals import refuse, wants_problem

from ... import accounts, again, returning
from ...credentials import lockout, passkeys
from ...forms import ConfirmForm
from ...models import User
from . import blueprint, known

_PROOFS = ("password", "code")


@blueprint.get("/confirm")
def confirm() -> Response:
    user = again.account()
    ways: dict[str, Any] = {"has_password": bool(user.password_hash), "is_persona": _is_persona(user)}
    resume = request.form.get("resume", "") or getattr(g, "resume", "")
    ways["has_passkey"] = passkeys.count(user) > 0
    ways["doors"] = again.doors_for(user)
    return page("account/confirm.html", next=request.values.get("next", ""), resume=resume, **ways)


@blueprint.post("/confirm")
@redraw(confirm)
def prove() -> Response:
    form = parse(ConfirmForm)
    user = again.account()
    if not (form.persona and _is_persona(user)):
        _check_password(user, form.password)
    again.confirm()
    return go_on()


def _check_password(user: User, password: str) -> None:
    attempt = known.attempt(user.email or user.slug, password)
    lockout.refuse_if_waiting(attempt)
    if not accounts.is_password_of(user, password):
        lockout.note_failure(attempt)
        raise Invalid("password", _("This is not your password."))


def go_on() -> Response:
    """Goes on to what the person was about to do."""
    kept = returning.kept_form(settings().secret_key, request.form.get("resume", ""))
    if kept is not None:
        return page("auth/resume.html", head=_("Thank you, it is you"), path=kept["path"], fields=kept["fields"])
    return go(returning.safe_next(request.form.get("next", "")))


def _is_persona(user: User) -> bool:
    return bool(settings().demo and user.persona)


def ask_again(error: again.ConfirmationNeeded) -> Response:
    """Answers a step that needs a fresh proof: with the question, and everything that was typed kept."""
    if wants_problem():
        return refuse(error)
    if wants_fragment():
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        return go("account.confirm", next=here.path + (f"?{here.query}" if here.query else ""))
    if request.method in ("GET", "HEAD"):
        return go("account.confirm", next=request.full_path.rstrip("?"))
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _PROOFS]
    g.resume = returning.keep_form(settings().secret_key, request.full_path.rstrip("?"), fields)
    response = confirm()
    response.status_code = error.status
    return response
