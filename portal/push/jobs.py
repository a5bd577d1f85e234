"""Telling devices, a moment after the people were told: what was taken back meanwhile is never pushed."""

import logging
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from auth.audience import actor_for
from portal.core import clock, db, outgoing
from portal.core.errors import NotFound, Unavailable
from portal.core.jobs import enqueue, every, job
from portal.mail import reachable

from . import actions, messages, queries, services, texts
from .models import ServerKey, Subscription

log = logging.getLogger(__name__)
FRESH = timedelta(hours=4)
_GONE = (404, 410)
_LATER = (408, 429)


class Letter(NamedTuple):
    """One message to one device, ready to be encrypted."""

    endpoint: str
    p256dh: str
    auth: str
    content: bytes
    topic: str
    private: str


@every(hours=24)
def make_key() -> None:
    """Makes the portal's pair of keys, where there is none yet."""
    if services.is_on():
        actions.make_key()


@job
def tell_devices(*, user_ids: list[int], kind: str, fold: str) -> None:
    """Asks for a message to each device of those who want to hear of the kind there, after their quiet hours."""
    now = clock.now()
    found = queries.listening(user_ids, kind)
    opening = reachable((user_id for _subscription_id, user_id in found), now)
    for subscription_id, user_id in found:
        asked = {"subscription_id": subscription_id, "user_id": user_id, "fold": fold}
        until = (opening[user_id] + FRESH).isoformat()
        enqueue(tell, key=f"{subscription_id}|{fold}", pause=opening[user_id] - now, **asked, until=until)


@job(transaction=False)
def tell(*, subscription_id: int, user_id: int, fold: str, until: str) -> None:
    """Tells one device. Raises Unavailable while its push service is away, so that the job comes back."""
    with db.reading():
        letter = _letter(subscription_id, user_id, fold)
    if letter is None or not services.is_known(letter.endpoint):
        return
    status = _send(letter)
    with db.unit_of_work():
        if status < 300:
            actions.note_told(subscription_id)
        elif status in _GONE:
            actions.note_gone(subscription_id)
        elif status < 500 and status not in _LATER:
            actions.note_refused(subscription_id)
    if (status >= 500 or status in _LATER) and clock.now().isoformat() < until:
        raise Unavailable(f"the push service answered {status}")


def _letter(subscription_id: int, user_id: int, fold: str) -> Letter | None:
    device = db.session.get(Subscription, subscription_id)
    private = db.session.scalar(select(ServerKey.private))
    notice = texts.unread(user_id, fold)
    if device is None or device.user_id != user_id or private is None or notice is None:
        return None
    try:
        actor = actor_for(user_id)
    except NotFound:
        return None
    if not texts.may_be_told(actor, notice):
        return None
    content = texts.content(actor, notice)
    return Letter(device.endpoint, device.p256dh, device.auth, content, texts.topic(fold), private)


def _send(letter: Letter) -> int:
    """Gives the status of the answer: 400 for a device whose keys are none, 503 for a service out of reach."""
    try:
        body = messages.encrypt(letter.content, letter.p256dh, letter.auth)
    except ValueError:
        return 400
    signed = messages.authorization(letter.private, services.origin(letter.endpoint), services.contact())
    headers = {"Authorization": signed, "TTL": str(int(FRESH.total_seconds())), "Urgency": "normal"}
    headers |= {"Topic": letter.topic, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}
    try:
        return outgoing.post(letter.endpoint, body, headers).status
    except outgoing.NotAllowed as error:
        log.warning("a push service leads inside: %s", error)
        return 400
    except OSError:
        return 503
