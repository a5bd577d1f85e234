"""What people are told in the portal is said on their devices too, a little later."""

from datetime import timedelta

from sqlalchemy import select

from portal.core import db
from portal.core.events import on
from portal.core.jobs import enqueue
from portal.notifications import Noticed

from . import services
from .jobs import tell_devices
from .models import Subscription

# What is taken back within ten seconds is not pushed, and what follows at once is one message.
BREATH = timedelta(seconds=12)


@on(Noticed)
def tell_on_devices(event: Noticed) -> None:
    """Has a job tell those of them who have a device."""
    if not services.is_on() or not event.user_ids:
        return
    some = select(Subscription.user_id).where(Subscription.user_id.in_(event.user_ids)).distinct()
    user_ids = sorted(db.session.scalars(some))
    if user_ids:
        enqueue(tell_devices, pause=BREATH, user_ids=user_ids, kind=event.kind, fold=event.fold)
