"""Passkeys: making, naming and removing them, and signing in with one."""

from urllib.parse import urlsplit

from flask import Response, jsonify, request
from flask_login import current_user

from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, parse, public, redraw, settings

from ... import again
from ...again import confirmed
from ...credentials import passkeys, pins
from ...credentials.passkeys import Party
from ...forms import PasskeyForm, PasskeySignInForm
from ...models import User
from ...providers import refusing
from ...providers import views as doors
from . import blueprint
from .security import security


@blueprint.post("/settings/security/passkeys/options")
@confirmed
def passkey_options() -> Response:
    return jsonify(passkeys.options_to_register(party(), _local_account()))


@blueprint.post("/settings/security/passkeys")
@redraw(security)
@confirmed
def register_passkey() -> Response:
    form = parse(PasskeyForm)
    passkeys.register(party(), _local_account(), token=form.token, credential=form.credential, name=form.name)
    return go("account.security", say=_("The passkey is kept. You can sign in with it from now on."))


@blueprint.delete("/settings/security/passkeys/<int:passkey_id>")
@confirmed
def remove_passkey(passkey_id: int) -> Response:
    passkeys.remove(again.account(), passkey_id)
    return go("account.security", say=_("The passkey opens nothing any more. Remove it from your device, too."))


@blueprint.post("/login/passkey/options")
@public
@limit("600 per minute", by=client_address)
def sign_in_options() -> Response:
    return jsonify(passkeys.options_to_sign_in(party()))


@blueprint.get("/login/passkey")
@public
def passkey_door() -> Response:
    onward = {name: request.form.get(name, "") for name in ("next", "resume")}
    return page("account/passkey_door.html", next=onward["next"], resume=onward["resume"])


@blueprint.post("/login/passkey")
@public
@limit("300 per minute", by=client_address)
@redraw(passkey_door)
def sign_in_by_passkey() -> Response:
    form = parse(PasskeySignInForm)
    try:
        user = passkeys.owner(party(), token=form.token, credential=form.credential)
    except Invalid as refused:
        cause = refused.__cause__ or "not kept here, of a closed account, or an answer that was given before"
        refusing.note(None, "refused", f"passkey: {cause}")
        raise
    if current_user.is_authenticated and current_user.id != user.id:
        raise Invalid("credential", _("This passkey belongs to somebody else."))
    return doors.enter(user, next_url=form.next, resume=request.form.get("resume", ""))


def _local_account() -> User:
    """The own account, if it signs in here at all; with a provider's account the provider says what proves it."""
    user = again.account()
    if not (user.password_hash or pins.hash_of(user) or passkeys.count(user)):
        raise Forbidden(_("You sign in with your company’s account. Change it there."))
    return user


def party() -> Party:
    """Gives who asks for passkeys here."""
    here = settings()
    address = urlsplit(here.base_url or request.url_root)
    origin = f"{address.scheme}://{address.netloc}"
    return Party(address.hostname or "", origin, here.brand, here.secret_key)
