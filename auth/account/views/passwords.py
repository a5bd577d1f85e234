"""A forgotten password: a link by mail, the same answer for everybody, and the page where the link leads."""

from flask import Response, request

from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, parse, public, redraw, settings

from ...credentials import lockout, reset
from ...credentials.lockout import digest_of
from ...forms import ForgottenForm, NewPasswordForm
from . import blueprint, known


@blueprint.get("/password")
@public
def forgotten() -> Response:
    return page("account/forgotten.html", minutes=reset.MINUTES, is_sent=False)


def _who_asks_for_whom() -> str:
    """One who asks again and again keeps no colleague behind the same address from asking."""
    return f"{client_address()} {digest_of(request.form.get('email', ''))}"


@blueprint.post("/password")
@public
@limit("300 per hour", by=client_address)
@limit("10 per hour", by=_who_asks_for_whom)
@redraw(forgotten)
def ask_for_link() -> Response:
    base_url = settings().base_url or request.url_root.rstrip("/")
    reset.ask(parse(ForgottenForm).email, base_url)
    return page("account/forgotten.html", minutes=reset.MINUTES, is_sent=True)


@blueprint.get("/password/<secret>")
@public
def new_password(secret: str) -> Response:
    return page("account/new_password.html", user=reset.whose(secret), secret=secret)


@blueprint.post("/password/<secret>")
@public
@limit("300 per hour", by=client_address)
@redraw(new_password)
def set_password(secret: str) -> Response:
    user = reset.choose(secret, parse(NewPasswordForm).new_password)
    _let_in_again(user.email or "")
    return go("auth.login", say=_("Your new password holds. Sign in with it."))


def _let_in_again(name: str) -> None:
    """Whoever reads the account's mail waits no longer for what others tried with its name."""
    known.remember(name)
    lockout.forget(known.attempt(name))
