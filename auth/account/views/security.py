"""The page of the own settings about how one signs in: password, codes of a device, codes on paper."""

from flask import Response, request

from portal.core import db
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw, settings

from ... import again, session
from ...again import confirmed
from ...credentials import passkeys, pins, reset, totp
from ...credentials.sealing import seal, unseal
from ...devices import end_other_devices
from ...forms import NewPasswordForm, NewPinForm, TotpForm
from ...models import User
from . import blueprint

_NEW = "new totp"


@blueprint.get("/settings/security")
def security() -> Response:
    user = again.account()
    left = totp.recovery_codes_left(user)
    keys, has_pin = passkeys.my_passkeys(user), pins.hash_of(user) is not None
    ways = {"has_password": bool(user.password_hash), "has_totp": totp.has_totp(user), "has_pin": has_pin}
    ways["is_local"] = bool(ways["has_password"] or has_pin or keys)
    return page("account/security.html", left=left, keys=keys, ways=ways)


@blueprint.post("/settings/security/password")
@redraw(security)
@confirmed
def change_password() -> Response:
    reset.set_password(account_with_password(), parse(NewPasswordForm).new_password)
    end_other_devices(session.actor(), again.session_id())
    return go("account.security", say=_("Your new password holds. Your other devices are signed out."))


@blueprint.post("/settings/security/pin")
@redraw(security)
@confirmed
def change_pin() -> Response:
    user = again.account()
    if pins.hash_of(user) is None:
        raise Forbidden
    pins.set_pin(user, parse(NewPinForm).pin, names=(user.slug,))
    end_other_devices(session.actor(), again.session_id())
    return go("account.security", say=_("Your new PIN holds. Your other devices are signed out."))


@blueprint.post("/settings/security/totp/secret")
@confirmed
def make_secret() -> Response:
    return _show_secret(seal(settings().secret_key, _NEW, f"{account_with_password().id}:{totp.new_secret()}"))


def _show_secret(sealed: str) -> Response:
    import segno

    secret = _opened(sealed)
    picture = segno.make(totp.address_of(secret, again.account(), settings().brand))
    drawn = picture.png_data_uri(scale=5, border=4)
    return page("account/totp.html", sealed=sealed, secret=secret, picture=drawn)


def _opened(sealed: str) -> str:
    user_id, _colon, secret = unseal(settings().secret_key, _NEW, sealed).partition(":")
    if user_id != str(session.actor().id):
        raise Forbidden
    return secret


def _again_secret() -> Response:
    return _show_secret(request.form.get("sealed", ""))


@blueprint.post("/settings/security/totp")
@redraw(_again_secret)
@confirmed
def turn_on_totp() -> Response:
    form = parse(TotpForm)
    codes = totp.turn_on(account_with_password(), _opened(form.sealed), form.code, settings().secret_key)
    return page("account/recovery_codes.html", codes=codes)


@blueprint.delete("/settings/security/totp")
@confirmed
def turn_off_totp() -> Response:
    totp.turn_off(account_with_password())
    return go("account.security", say=_("You sign in without codes again."))


@blueprint.post("/settings/security/recovery-codes")
@confirmed
def renew_recovery_codes() -> Response:
    user = account_with_password()
    if not totp.has_totp(user):
        raise Invalid("code", _("Turn codes on first."))
    return page("account/recovery_codes.html", codes=totp.renew_recovery_codes(user))


def account_with_password() -> User:
    """The own account, if it has a password here. Raises Forbidden for those of a provider."""
    user = db.session.get(User, session.actor().id)
    if user is None or not user.password_hash:
        raise Forbidden(_("You sign in with your company’s account. Change it there."))
    return user
