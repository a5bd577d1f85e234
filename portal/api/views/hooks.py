"""The pages where one makes webhooks and looks at what they have sent."""

from flask import Response, request

from auth.audience import EVERYONE, Actor
from auth.session import actor
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, redraw
from portal.groups import my_groups

from .. import queries, signing
from ..actions import hooks
from ..forms import HookForm, SwitchForm
from ..heard import EVENTS
from . import pages


@pages.get("/settings/webhooks")
def list_hooks() -> Response:
    who = actor()
    return page("api/hooks.html", hooks=queries.my_hooks(who), audiences=_audiences(who), events=EVENTS)


def _audiences(who: Actor) -> list[tuple[str, str]]:
    may_all = who.has("it-admin")
    mine = [(f"group:{group.id}", group.name) for group in my_groups(who)]
    mine = [(key, name) for key, name in mine if may_all or f"{key}:owners" in who.keys]
    return [*([(EVERYONE, _("Whole company"))] if may_all else []), *mine]


@pages.post("/settings/webhooks")
@limit("30 per hour")
@redraw(list_hooks)
def create_hook() -> Response:
    hook = hooks.create_hook(actor(), parse(HookForm))
    return page("api/made_hook.html", hook=hook, secret=signing.secret(hook.salt))


@pages.get("/settings/webhooks/<int:hook_id>")
def show_hook(hook_id: int) -> Response:
    who = actor()
    hook = queries.my_hook(who, hook_id)
    found = queries.deliveries(hook, request.args.get("after"))
    return page("api/hook.html", hook=hook, deliveries=found, audiences=_audiences(who), events=EVENTS)


@pages.put("/settings/webhooks/<int:hook_id>")
@redraw(show_hook)
def edit_hook(hook_id: int) -> Response:
    hooks.edit_hook(actor(), queries.my_hook(actor(), hook_id), parse(HookForm))
    return go("api.show_hook", say=_("Your changes are kept."), hook_id=hook_id)


@pages.delete("/settings/webhooks/<int:hook_id>")
def remove_hook(hook_id: int) -> Response:
    hooks.remove_hook(actor(), queries.my_hook(actor(), hook_id))
    return go("api.list_hooks", say=_("The webhook is removed."))


@pages.post("/settings/webhooks/<int:hook_id>/activity")
def switch_hook(hook_id: int) -> Response:
    is_active = parse(SwitchForm).is_active
    hooks.switch_hook(actor(), queries.my_hook(actor(), hook_id), is_active=is_active)
    say = _("The webhook listens.") if is_active else _("The webhook is paused.")
    return go("api.show_hook", say=say, hook_id=hook_id)


@pages.post("/settings/webhooks/<int:hook_id>/secret")
def renew_hook(hook_id: int) -> Response:
    hook = queries.my_hook(actor(), hook_id)
    hooks.renew_hook(actor(), hook)
    return page("api/made_hook.html", hook=hook, secret=signing.secret(hook.salt))


@pages.post("/settings/webhooks/<int:hook_id>/test")
@limit("30 per hour")
def test_hook(hook_id: int) -> Response:
    hooks.send_test(actor(), queries.my_hook(actor(), hook_id))
    return go("api.show_hook", say=_("A test is on its way. Reload this page to see how it ends."), hook_id=hook_id)


@pages.post("/settings/webhooks/<int:hook_id>/deliveries/<int:delivery_id>/replay")
@limit("120 per hour")
def replay_delivery(hook_id: int, delivery_id: int) -> Response:
    hook = queries.my_hook(actor(), hook_id)
    hooks.replay(actor(), hook, queries.delivery_of(hook, delivery_id))
    return go("api.show_hook", say=_("It is sent once more."), hook_id=hook_id)
