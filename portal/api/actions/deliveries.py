"""Delivering: one signed POST an attempt, again with growing pauses, and no more once its owner may not see.

The payload is drawn at the first attempt, as the hook's owner sees the subject then; later attempts send the same.
"""

import json
import time
from datetime import timedelta
from typing import NamedTuple

from auth.audience import Actor, actor_for
from auth.policy import can
from portal.core import clock, db, i18n, outgoing
from portal.core.errors import NotFound
from portal.core.jobs import enqueue, job
from portal.core.subjects import Ref

from .. import signing
from ..models import Delivery, Hook
from ..shapes.hooks import thing

ATTEMPTS = 8
MOST_GIVEN_UP = 10
SECONDS = 10


class _Letter(NamedTuple):
    url: str
    salt: str
    message_id: str
    body: bytes


class _Outcome(NamedTuple):
    status: int | None
    error: str
    took: int


@job(transaction=False)
def deliver(*, delivery_id: int) -> None:
    """Sends what waits, and asks for another attempt where that was in vain."""
    with db.unit_of_work():
        letter = _prepare(delivery_id)
    if letter is None:
        return
    outcome = _send(letter)
    with db.unit_of_work():
        _note(delivery_id, outcome)


def _prepare(delivery_id: int) -> _Letter | None:
    delivery = db.session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state != "waiting":
        return None
    hook = db.session.get_one(Hook, delivery.hook_id)
    owner = _owner(hook)
    if owner is None or not hook.is_active or not owner.holds(delivery.audience) or not can(owner, "create", hook):
        delivery.state = "withheld"
        return None
    delivery.body = delivery.body if delivery.attempts else _drawn(owner, delivery)
    delivery.attempts, delivery.tried_at = delivery.attempts + 1, clock.now()
    return _Letter(hook.url, hook.salt, delivery.message_id, delivery.body.encode())


def _owner(hook: Hook) -> Actor | None:
    try:
        return actor_for(hook.owner_id)
    except NotFound:
        return None


def _drawn(owner: Actor, delivery: Delivery) -> str:
    payload = json.loads(delivery.body)
    data = payload["data"]
    if "thing" not in data:
        with i18n.using(owner.language):
            data["thing"] = thing(owner, Ref(delivery.subject_kind, delivery.subject_id))
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _send(letter: _Letter) -> _Outcome:
    began = time.monotonic()
    headers = signing.headers(letter.salt, letter.message_id, int(clock.now().timestamp()), letter.body)
    headers |= {"Content-Type": "application/json", "User-Agent": "Foyer-Webhooks/1"}
    try:
        answer = outgoing.post(letter.url, letter.body, headers, seconds=SECONDS, inside=signing.inside())
        status, error = answer.status, "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except (outgoing.NotAllowed, OSError) as fault:
        status, error = None, str(fault)[:300] or type(fault).__name__
    return _Outcome(status, error, round((time.monotonic() - began) * 1000))


def _note(delivery_id: int, outcome: _Outcome) -> None:
    delivery = db.session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state != "waiting":
        return
    delivery.status, delivery.error, delivery.took = outcome
    hook = db.session.get_one(Hook, delivery.hook_id, with_for_update=True)
    if not outcome.error:
        delivery.state, hook.failures = "delivered", 0
    elif delivery.attempts < ATTEMPTS:
        enqueue(deliver, pause=pause_after(delivery.attempts), delivery_id=delivery_id)
    else:
        delivery.state, hook.failures = "failed", hook.failures + 1
        hook.is_active = hook.failures < MOST_GIVEN_UP


def pause_after(attempts: int) -> timedelta:
    """Gives how long to wait after so many attempts: half a minute after the first, six hours after the seventh."""
    return timedelta(seconds=10 * 3**attempts)
