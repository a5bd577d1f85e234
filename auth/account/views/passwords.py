"""A forgotten password: a link by mail, the same answer for everybody, and the page where the link leads."""

from flask import Response, request

from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, parse, public, redraw, settings

from ...credentials import reset
from ...forms import ForgottenForm, NewPasswordForm
from . import blueprint


@blueprint.get("/password")
@public
def forgotten() -> Response:
    return page("account/forgotten.html", minutes=reset.MINUTES, is_sent=False)


@blueprint.post("/password")
@public
@limit("10 per hour", by=client_address)
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
@limit("30 per hour", by=client_address)
@redraw(new_password)
def set_password(secret: str) -> Response:
    reset.choose(secret, parse(NewPasswordForm).new_password)
    return go("auth.login", say=_("Your new password holds. Sign in with it."))
