"""Devices for tests."""

from auth.models import User
from portal.core import db
from portal.push.actions import make_key, subscribe
from portal.push.forms import SubscriptionForm
from portal.push.messages import new_keys, written
from tests.factories import actor


def make_device(user: User, endpoint: str = "https://fcm.googleapis.com/fcm/send/one") -> None:
    """Has somebody told on a device, as when it is turned on there."""
    make_key()
    form = SubscriptionForm(endpoint=endpoint, p256dh=new_keys()[0], auth=written(bytes(16)))
    subscribe(actor(user), form, device="Firefox · Android")
    db.commit()
