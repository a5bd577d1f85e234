"""The page of the own settings where one sees where one is signed in, and ends it."""

from flask import Response
from flask_login import current_user

from portal.core.i18n import _
from portal.core.web import go, page

from ... import devices as signed_in
from ... import session
from . import blueprint


@blueprint.get("/settings/devices")
def devices() -> Response:
    return page("account/devices.html", devices=signed_in.my_devices(session.actor(), current_user.session_id))


@blueprint.delete("/settings/devices/<int:session_id>")
def end_device(session_id: int) -> Response:
    if session_id == current_user.session_id:
        session.sign_out()
        return go("auth.login", say=_("You are signed out."))
    signed_in.end_device(session.actor(), session_id)
    return go("account.devices", say=_("That device is signed out."))


@blueprint.delete("/settings/devices")
def end_other_devices() -> Response:
    signed_in.end_other_devices(session.actor(), current_user.session_id)
    return go("account.devices", say=_("All other devices are signed out."))
