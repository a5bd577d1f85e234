"""The devices of a person, what they are told of, and the portal's public key."""

from collections.abc import Iterable

from sqlalchemy import select

from auth.audience import Actor
from auth.models import User
from portal.core import db
from portal.notifications import Kind, all_kinds

from .models import Choice, ServerKey, Subscription

MOST = 20


def devices(actor: Actor) -> list[Subscription]:
    """Gives the actor's devices, the latest first."""
    mine = select(Subscription).where(Subscription.user_id == actor.id)
    return list(db.session.scalars(mine.order_by(Subscription.id.desc()).limit(MOST)))


def public_key() -> str:
    """Gives the key that a browser ties its subscription to; empty until a worker has made it."""
    return db.session.scalar(select(ServerKey.public)) or ""


def choices(actor: Actor) -> list[tuple[Kind, bool]]:
    """Gives every kind and whether the actor wants to be told of it on the devices."""
    own = select(Choice.kind, Choice.is_on).where(Choice.user_id == actor.id)
    chosen = {row.kind: row.is_on for row in db.session.execute(own)}
    return [(kind, chosen.get(kind.name, kind.personal)) for kind in all_kinds()]


def listening(user_ids: Iterable[int], kind: str) -> list[tuple[int, int]]:
    """Gives the subscriptions, each with its person, of those who want to be told of the kind on their devices."""
    by_default = next((known.personal for known in all_kinds() if known.name == kind), False)
    chosen = select(Choice.user_id).where(Choice.kind == kind, Choice.is_on.is_(not by_default))
    wanted = User.id.not_in(chosen) if by_default else User.id.in_(chosen)
    statement = select(Subscription.id, Subscription.user_id).join(User, User.id == Subscription.user_id)
    statement = statement.where(Subscription.user_id.in_(sorted(user_ids)), User.is_active, wanted)
    return [(row.id, row.user_id) for row in db.session.execute(statement.order_by(Subscription.id))]
