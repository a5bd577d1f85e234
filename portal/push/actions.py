"""Turning push on and off for a device, choosing what it tells, and what becomes of devices that do not answer."""

import hashlib

from sqlalchemy import delete, select, update

from auth.audience import Actor
from portal.core import clock, db
from portal.core.errors import Invalid, NotFound, Unavailable
from portal.core.i18n import _
from portal.notifications import all_kinds

from . import messages, queries, services
from .forms import SubscriptionForm
from .models import Choice, ServerKey, Subscription

MOST_FAULTS = 5


def subscribe(actor: Actor, form: SubscriptionForm, *, device: str) -> None:
    """Has the actor told on this device; the device stops telling whoever used it before.

    Raises Unavailable where push is off, Invalid for a service that is not believed or keys that are none.
    """
    if not services.is_on():
        raise Unavailable(_("Push is switched off in this portal."))
    if not services.is_known(form.endpoint):
        raise Invalid("endpoint", _("This browser uses a push service that this portal does not know. Ask IT."))
    _check_keys(form)
    digest = hashlib.sha256(form.endpoint.encode()).hexdigest()
    row = {"user_id": actor.id, "endpoint": form.endpoint, "p256dh": form.p256dh, "auth": form.auth, "device": device}
    new = row | {"digest": digest, "created_at": clock.now(), "faults": 0}
    db.upsert(Subscription, new, keys=("digest",), update=row | {"faults": 0})
    kept = select(Subscription.id).where(Subscription.user_id == actor.id).order_by(Subscription.id.desc())
    kept_ids = list(db.session.scalars(kept.limit(queries.MOST)))
    db.session.execute(delete(Subscription).where(Subscription.user_id == actor.id, Subscription.id.not_in(kept_ids)))


def _check_keys(form: SubscriptionForm) -> None:
    try:
        point, secret = messages.raw(form.p256dh), messages.raw(form.auth)
    except ValueError as error:
        raise Invalid("p256dh", _("These are no keys of a browser.")) from error
    if len(point) != messages.KEY_BYTES or point[0] != 4 or len(secret) != messages.SECRET_BYTES:
        raise Invalid("p256dh", _("These are no keys of a browser."))


def unsubscribe(actor: Actor, subscription_id: int) -> None:
    """Stops telling on one of the actor's devices. Raises NotFound for one of somebody else."""
    own = delete(Subscription).where(Subscription.id == subscription_id, Subscription.user_id == actor.id)
    if db.session.scalar(own.returning(Subscription.id)) is None:
        raise NotFound


def choose(actor: Actor, wanted: set[str]) -> None:
    """Keeps of which kinds the actor is told on the devices."""
    for kind in all_kinds():
        is_on = kind.name in wanted
        row = {"user_id": actor.id, "kind": kind.name, "is_on": is_on}
        db.upsert(Choice, row, keys=("user_id", "kind"), update={"is_on": is_on})


def make_key() -> None:
    """Makes the portal's pair of keys, where there is none yet."""
    if db.session.get(ServerKey, 1) is None:
        public, private = messages.new_keys()
        row = {"id": 1, "public": public, "private": private, "created_at": clock.now()}
        db.upsert(ServerKey, row, keys=("id",), update={})


def note_told(subscription_id: int) -> None:
    """Notes that the push service took a message for the device."""
    one = update(Subscription).where(Subscription.id == subscription_id)
    db.session.execute(one.values(told_at=clock.now(), faults=0).execution_options(synchronize_session=False))


def note_gone(subscription_id: int) -> None:
    """Forgets a device that its push service no longer knows."""
    db.session.execute(delete(Subscription).where(Subscription.id == subscription_id))


def note_refused(subscription_id: int) -> None:
    """Counts a refusal; a device that is refused again and again is forgotten."""
    one = update(Subscription).where(Subscription.id == subscription_id).values(faults=Subscription.faults + 1)
    faults = db.session.scalar(one.returning(Subscription.faults).execution_options(synchronize_session=False))
    if faults is not None and faults >= MOST_FAULTS:
        note_gone(subscription_id)
