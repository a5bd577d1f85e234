"""Webhooks and their deliveries as the API gives them, and the things that they tell of."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from auth.audience import Actor
from auth.policy import get
from portal import groups
from portal.core.errors import NotFound
from portal.core.subjects import Ref

from .. import signing
from ..models import Delivery as DeliveryRow
from ..models import Hook as HookRow
from .announcements import announcement_of
from .comments import comment
from .common import Listing, Shape, Thing
from .groups import whole_group
from .posts import post
from .questions import answer, question


class Hook(Thing):
    """A webhook of the reader's."""

    id: int
    name: str
    url: str
    audience: str
    events: list[str]
    is_active: bool
    failures: int
    created_at: datetime


class Hooks(Listing[Hook]):
    """All webhooks of the reader's."""


class NewHook(Hook):
    """A webhook with the secret that signs its messages."""

    secret: str


class Delivery(Shape):
    """One message of a webhook: what was sent, and how that ended."""

    id: int
    message_id: str
    event: str
    state: str
    attempts: int
    status: int | None
    error: str
    took: int | None
    created_at: datetime
    tried_at: datetime | None
    body: str


class Deliveries(Listing[Delivery]):
    """A stretch of a webhook's deliveries, the newest first."""


def hook(row: HookRow) -> Hook:
    """Gives a webhook."""
    return Hook(**_said(row))


def new_hook(row: HookRow) -> NewHook:
    """Gives a webhook together with its secret."""
    return NewHook(**_said(row), secret=signing.secret(row.salt))


def _said(row: HookRow) -> dict[str, Any]:
    same = ("id", "name", "url", "audience", "events", "is_active", "failures", "created_at")
    return {name: getattr(row, name) for name in same} | {"href": f"/api/v1/webhooks/{row.id}"}


def delivery(row: DeliveryRow) -> Delivery:
    """Gives a delivery."""
    return Delivery.model_validate(row)


def thing(owner: Actor, subject: Ref) -> dict[str, Any] | None:
    """Gives a subject as a webhook's owner sees it now; None for what is gone or of a kind without a shape."""
    draw = _SHAPES.get(subject.kind)
    try:
        shape = draw(owner, subject.id) if draw else None
    except NotFound:
        return None
    return shape.model_dump(mode="json") if shape else None


_SHAPES: dict[str, Callable[[Actor, int], Shape]] = {
    "post": post,
    "question": question,
    "answer": answer,
    "announcement": announcement_of,
    "comment": comment,
    "group": lambda owner, group_id: whole_group(owner, get(owner, groups.Group, group_id).slug),
}
