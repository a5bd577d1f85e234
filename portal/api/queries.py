"""Reading tokens, integrations and webhooks."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from auth.audience import Actor, actor_columns, actor_from
from auth.models import User
from auth.policy import require
from auth.session import digest
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.core.paging import Page, paginate

from .models import Client, Delivery, Hook, Token

MOST_LISTED = 100


class Proof(NamedTuple):
    """A token that is valid, and whom it lets act."""

    actor: Actor
    token_id: int
    scopes: frozenset[str]
    last_used_on: date | None


def proof(secret: str, *kinds: str) -> Proof | None:
    """Gives whom a token of one of these kinds lets act; None for one that is unknown, over, or of a closed account."""
    row = db.session.execute(_by_hash(db.dialect()), {"hash": digest(secret), "now": clock.now()}).one_or_none()
    if row is None or row.kind not in kinds:
        return None
    return Proof(actor_from(row), row.token_id, frozenset(row.scopes), row.last_used_on)


@lru_cache(maxsize=2)
def _by_hash(_dialect: str) -> Any:
    return (
        actor_columns()
        .add_columns(Token.id.label("token_id"), Token.kind, Token.scopes, Token.last_used_on)
        .join(Token, Token.user_id == User.id)
        .where(Token.hash == bindparam("hash"), Token.expires_at > bindparam("now"), User.is_active)
    )


def my_tokens(actor: Actor, kind: str = "personal") -> list[Token]:
    """Gives the actor's tokens of one kind that are still valid, the newest first."""
    mine = select(Token).where(Token.user_id == actor.id, Token.kind == kind, Token.expires_at > clock.now())
    return list(db.session.scalars(mine.order_by(Token.id.desc()).limit(MOST_LISTED)))


def my_token(actor: Actor, token_id: int) -> Token:
    """Loads a token of the actor's. Raises NotFound, also for somebody else's."""
    mine = select(Token).where(Token.id == token_id, Token.user_id == actor.id, Token.kind != "client")
    found = db.session.scalar(mine) if 0 < token_id < 2**53 else None
    if found is None:
        raise NotFound
    return found


class Integration(NamedTuple):
    """An integration as the page lists it."""

    id: int
    public_id: str
    name: str
    purpose: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None
    slug: str
    made_by: str


def integrations(actor: Actor, after: str | None = None) -> Page:
    """Gives all integrations, the newest first. Raises Forbidden for who does not look after them."""
    require(actor, "manage", Client())
    statement: Any = select(
        Client.id,
        Client.public_id,
        Client.name,
        Client.purpose,
        Client.scopes,
        Client.created_at,
        Client.expires_at,
        Client.revoked_at,
        Client.last_used_on,
        User.slug,
        _maker().label("made_by"),
    ).join(User, User.id == Client.user_id)
    page = paginate(statement, order=[(Client.id, "desc")], after=after, size=30)
    return Page([Integration(*row) for row in page.items], page.next, page.size)


def _maker() -> Any:
    maker = User.__table__.alias("maker")
    return select(maker.c.name).where(maker.c.id == Client.created_by).scalar_subquery()


def client(client_id: int) -> Client:
    """Loads an integration. Raises NotFound."""
    found = db.session.get(Client, client_id) if 0 < client_id < 2**53 else None
    if found is None:
        raise NotFound
    return found


def client_by_name(public_id: str) -> Client | None:
    """Gives the integration that calls itself so, and None where there is none."""
    return db.session.scalar(select(Client).where(Client.public_id == public_id))


def my_hooks(actor: Actor) -> list[Hook]:
    """Gives the actor's webhooks, the newest first."""
    mine = select(Hook).where(Hook.owner_id == actor.id).order_by(Hook.id.desc())
    return list(db.session.scalars(mine.limit(MOST_LISTED)))


def my_hook(actor: Actor, hook_id: int) -> Hook:
    """Loads a webhook of the actor's. Raises NotFound, also for somebody else's."""
    found = db.session.get(Hook, hook_id) if 0 < hook_id < 2**53 else None
    if found is None or found.owner_id != actor.id:
        raise NotFound
    return found


def deliveries(hook: Hook, after: str | None = None) -> Page:
    """Gives a stretch of a webhook's deliveries, the newest first."""
    of_hook = select(Delivery).where(Delivery.hook_id == hook.id)
    return paginate(of_hook, order=[(Delivery.id, "desc")], after=after, size=20)


def delivery_of(hook: Hook, delivery_id: int) -> Delivery:
    """Loads a delivery of a webhook. Raises NotFound."""
    found = db.session.get(Delivery, delivery_id) if 0 < delivery_id < 2**53 else None
    if found is None or found.hook_id != hook.id:
        raise NotFound
    return found
