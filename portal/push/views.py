"""The page of the devices that one is told on."""

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core import browsers, navigation
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw, wants_fragment

from . import actions, queries, services
from .forms import ChoiceForm, SubscriptionForm

blueprint = Blueprint("push", __name__, url_prefix="/notifications/devices")


@blueprint.get("")
def devices() -> Response:
    who = actor()
    return page(
        "push/devices.html",
        devices=queries.devices(who),
        choices=queries.choices(who),
        key=queries.public_key() if services.is_on() else "",
        pages=navigation.items("me", who.roles, request.path),
    )


@blueprint.post("")
@limit("30 per hour")
@redraw(devices)
def subscribe() -> Response:
    actions.subscribe(actor(), parse(SubscriptionForm), device=browsers.name(request.user_agent.string))
    return Response(status=204) if wants_fragment() else go("push.devices", say=_("This device tells you from now on."))


@blueprint.delete("/<int:subscription_id>")
def unsubscribe(subscription_id: int) -> Response:
    actions.unsubscribe(actor(), subscription_id)
    return go("push.devices", say=_("This device tells you nothing any more."))


@blueprint.put("/kinds")
@redraw(devices)
def choose() -> Response:
    actions.choose(actor(), set(parse(ChoiceForm).kinds))
    return go("push.devices", say=_("Your choice is kept."))
