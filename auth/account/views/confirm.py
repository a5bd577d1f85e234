"""Who is it? Asked again before acts of power; then one goes on with what was typed."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, request

from portal.core import db
from portal.core.errors import Invalid, Unavailable
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw, settings, wants_fragment
from portal.core.web.refusals import refuse, wants_problem

from ... import accounts, again, returning
from ...credentials import lockout, passkeys, pins
from ...forms import ConfirmForm
from ...identities import is_known_as
from ...models import User
from ...providers import SignInRefused, passwords, refusing
from ...providers import views as doors
from . import blueprint, known

_PROOFS = ("password", "code")


@blueprint.get("/confirm")
def confirm() -> Response:
    user = again.account()
    is_local = bool(user.password_hash) or pins.hash_of(user) is not None
    ways: dict[str, Any] = {"is_local": is_local, "is_persona": _is_persona(user)}
    ways["has_password"] = is_local or passwords.are_checked_elsewhere()
    resume = request.form.get("resume", "") or getattr(g, "resume", "")
    ways["has_passkey"] = passkeys.count(user) > 0
    ways["doors"] = again.doors_for(user)
    return page("account/confirm.html", user=user, next=request.values.get("next", ""), resume=resume, **ways)


@blueprint.post("/confirm")
@redraw(confirm)
def prove() -> Response:
    form = parse(ConfirmForm)
    user = again.account()
    if not (form.persona and _is_persona(user)):
        _check_password(user, form)
    again.confirm()
    return doors.onward(_("Thank you, it is you"), next_url=form.next, resume=request.form.get("resume", ""))


def _check_password(user: User, form: ConfirmForm) -> None:
    user_id, attempt = user.id, known.attempt(form.email or user.email or user.slug, form.password)
    known.refuse_if_waiting(attempt)
    if accounts.is_password_of(user, form.password) or (form.email and _directory_says(user_id, form)):
        return
    lockout.note_failure(attempt)
    refusing.note(None, "wrong", f"account {user_id} was asked who it is: not the password of {attempt.name!r}")
    raise Invalid("password", _("This is not your password."))


def _directory_says(user_id: int, form: ConfirmForm) -> bool:
    db.session.remove()  # nothing stays open while a directory is asked
    try:
        found = passwords.check(form.email, form.password)
    except SignInRefused as refused:
        if refused.reason == "wrong":
            return False
        raise Unavailable(refused.message) from refused
    return isinstance(found, tuple) and is_known_as(user_id, found[0])


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
