"""Webhooks: making, changing, pausing, removing them; asking for a test or for a delivery once more."""

import json
import secrets
from typing import Any

from sqlalchemy import func, select

from auth.audience import EVERYONE, Actor
from auth.policy import require
from portal.core import clock, db, events, outgoing
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.subjects import Ref

from .. import signing
from ..events import HookMade, HookRemoved
from ..forms import HookForm
from ..heard import TEST
from ..models import Delivery, Hook
from .deliveries import deliver

MOST = 20


def create_hook(actor: Actor, form: HookForm) -> Hook:
    """Has what happens in an audience sent to an address. Raises Invalid, Forbidden, NotFound for one unseen."""
    _check(form)
    owned = select(func.count()).select_from(Hook).where(Hook.owner_id == actor.id)
    if (db.session.scalar(owned) or 0) >= MOST:
        raise Invalid("name", _("There are %(n)s already. Remove one first.", n=MOST))
    hook = Hook(owner_id=actor.id, salt=signing.new_salt(), is_active=True, failures=0, created_at=clock.now())
    _describe(actor, hook, form)
    db.session.add(hook)
    db.session.flush()
    events.publish(HookMade(**_said(actor, hook), url=hook.url, heard=hook.audience))
    return hook


def edit_hook(actor: Actor, hook: Hook, form: HookForm) -> None:
    """Describes a webhook anew. Raises Invalid, NotFound, Forbidden."""
    require(actor, "manage", hook)
    _check(form)
    _describe(actor, hook, form)
    db.session.flush()
    events.publish(HookMade(**_said(actor, hook), url=hook.url, heard=hook.audience))


def _check(form: HookForm) -> None:
    try:
        outgoing.target(form.url, inside=signing.inside())
    except outgoing.NotAllowed as error:
        raise Invalid("url", _("Webhooks go to https addresses, such as https://build.example.com/hook.")) from error


def _describe(actor: Actor, hook: Hook, form: HookForm) -> None:
    if form.audience != EVERYONE and not actor.holds(form.audience):
        raise NotFound
    hook.audience = form.audience
    require(actor, "create", hook)
    hook.name, hook.url, hook.events = form.name, form.url, list(form.events)


def switch_hook(actor: Actor, hook: Hook, *, is_active: bool) -> None:
    """Lets a webhook listen, or pauses it. Raises Forbidden."""
    require(actor, "manage", hook)
    hook.is_active, hook.failures = is_active, 0
    db.session.flush()


def renew_hook(actor: Actor, hook: Hook) -> None:
    """Gives a webhook a new secret; the former one signs nothing any more. Raises Forbidden."""
    require(actor, "manage", hook)
    hook.salt = signing.new_salt()
    db.session.flush()


def remove_hook(actor: Actor, hook: Hook) -> None:
    """Removes a webhook and what is known of its deliveries. Raises Forbidden."""
    require(actor, "manage", hook)
    said = _said(actor, hook)
    db.session.delete(hook)
    db.session.flush()
    events.publish(HookRemoved(**said))


def send_test(actor: Actor, hook: Hook) -> Delivery:
    """Has a message sent that says nothing, to see whether it arrives. Raises Forbidden, Conflict for a paused one."""
    require(actor, "manage", hook)
    if not hook.is_active:
        raise Conflict(_("This webhook is paused."))
    return add_delivery(hook.id, TEST, hook.audience, Ref("person", actor.id), {})


def replay(actor: Actor, hook: Hook, delivery: Delivery) -> None:
    """Sends a delivery once more, under its former id. Raises Forbidden, Conflict while it waits anyway."""
    require(actor, "manage", hook)
    if delivery.state == "waiting":
        raise Conflict(_("This delivery is on its way."))
    delivery.state, delivery.attempts = "waiting", 0
    db.session.flush()
    enqueue(deliver, delivery_id=delivery.id)


def add_delivery(hook_id: int, event: str, audience: str, subject: Ref, more: dict[str, Any]) -> Delivery:
    """Notes what is to be sent and asks for it; `more` is what the event says besides its subject."""
    now = clock.now()
    data = {"subject": str(subject), "audience": audience} | more
    delivery = Delivery(
        hook_id=hook_id,
        message_id="msg_" + secrets.token_urlsafe(18),
        event=event,
        audience=audience,
        subject_kind=subject.kind,
        subject_id=subject.id,
        body=json.dumps({"type": event, "timestamp": now.isoformat(), "data": data}),
        state="waiting",
        created_at=now,
    )
    db.session.add(delivery)
    db.session.flush()
    enqueue(deliver, delivery_id=delivery.id)
    return delivery


def _said(actor: Actor, hook: Hook) -> dict[str, Any]:
    owner = Ref("person", hook.owner_id)
    return {"actor_id": actor.id, "subject": owner, "audience": f"user:{actor.id}", "name": hook.name}
