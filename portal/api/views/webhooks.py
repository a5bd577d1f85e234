"""Webhooks by program: making, changing, pausing, removing; deliveries, tests, once more."""

from auth.audience import Actor
from portal.core.i18n import lazy_

from .. import queries
from ..actions import hooks
from ..asks import Cursor
from ..forms import HookForm, SwitchForm
from ..operations import Operation
from ..shapes import hooks as shapes
from .door import serve

READ, WRITE = "webhooks:read", "webhooks:write"
_ONE = "/webhooks/<int:hook_id>"


@serve(Operation("GET", "/webhooks", READ, lazy_("My webhooks"), shapes.Hooks))
def list_webhooks(who: Actor) -> shapes.Hooks:
    return shapes.Hooks(items=[shapes.hook(row) for row in queries.my_hooks(who)], next=None)


@serve(
    Operation(
        "POST", "/webhooks", WRITE, lazy_("Have events of an audience sent"), shapes.NewHook, HookForm, status=201
    )
)
def create_webhook(who: Actor, body: HookForm) -> shapes.NewHook:
    return shapes.new_hook(hooks.create_hook(who, body))


@serve(Operation("GET", _ONE, READ, lazy_("One webhook"), shapes.Hook))
def get_webhook(who: Actor, hook_id: int) -> shapes.Hook:
    return shapes.hook(queries.my_hook(who, hook_id))


@serve(Operation("PUT", _ONE, WRITE, lazy_("Change a webhook"), shapes.Hook, HookForm))
def edit_webhook(who: Actor, hook_id: int, body: HookForm) -> shapes.Hook:
    hook = queries.my_hook(who, hook_id)
    hooks.edit_hook(who, hook, body)
    return shapes.hook(hook)


@serve(Operation("DELETE", _ONE, WRITE, lazy_("Remove a webhook")))
def remove_webhook(who: Actor, hook_id: int) -> None:
    hooks.remove_hook(who, queries.my_hook(who, hook_id))


@serve(Operation("PUT", f"{_ONE}/activity", WRITE, lazy_("Pause a webhook, or let it listen"), body=SwitchForm))
def switch_webhook(who: Actor, hook_id: int, body: SwitchForm) -> None:
    hooks.switch_hook(who, queries.my_hook(who, hook_id), is_active=body.is_active)


@serve(Operation("POST", f"{_ONE}/secret", WRITE, lazy_("Give a webhook a new secret"), shapes.NewHook))
def renew_webhook_secret(who: Actor, hook_id: int) -> shapes.NewHook:
    hook = queries.my_hook(who, hook_id)
    hooks.renew_hook(who, hook)
    return shapes.new_hook(hook)


@serve(Operation("POST", f"{_ONE}/test", WRITE, lazy_("Send a message that says nothing"), shapes.Delivery))
def test_webhook(who: Actor, hook_id: int) -> shapes.Delivery:
    return shapes.delivery(hooks.send_test(who, queries.my_hook(who, hook_id)))


@serve(
    Operation("GET", f"{_ONE}/deliveries", READ, lazy_("What was sent, newest first"), shapes.Deliveries, query=Cursor)
)
def list_deliveries(who: Actor, hook_id: int, query: Cursor) -> shapes.Deliveries:
    page = queries.deliveries(queries.my_hook(who, hook_id), query.after or None)
    return shapes.Deliveries(items=[shapes.delivery(row) for row in page.items], next=page.next)


@serve(
    Operation(
        "POST",
        f"{_ONE}/deliveries/<int:delivery_id>/replay",
        WRITE,
        lazy_("Send a delivery once more"),
        shapes.Delivery,
    )
)
def replay_delivery(who: Actor, hook_id: int, delivery_id: int) -> shapes.Delivery:
    hook = queries.my_hook(who, hook_id)
    delivery = queries.delivery_of(hook, delivery_id)
    hooks.replay(who, hook, delivery)
    return shapes.delivery(delivery)
