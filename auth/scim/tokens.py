"""Tokens of clients: made, checked, ended. Two of a client are valid at once while one takes the other's place."""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from auth.audience import Actor
from auth.policy import require
from auth.provisioning import sources
from auth.provisioning.models import Source
from auth.session import digest
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import LazyText, _, lazy_
from portal.core.subjects import Ref

from .events import ScimTokenEnded, ScimTokenMade
from .forms import ClientForm
from .models import ScimToken

PREFIX = "foyer_scim_"
AT_ONCE = 2
NOTED = timedelta(minutes=5)
_SHOWN = 4
_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
SCOPES: dict[str, LazyText] = {
    "users:read": lazy_("Read people"),
    "users:write": lazy_("Make, change and close accounts"),
    "groups:read": lazy_("Read groups"),
    "groups:write": lazy_("Make and change groups, from which roles can follow"),
}


class Proof(NamedTuple):
    """A valid token: of which client, what it may do, and when it was used last."""

    token_id: int
    source: Source
    scopes: frozenset[str]
    last_used_at: datetime | None


def proof(secret: str) -> Proof | None:
    """Gives what a token proves; None for one that is unknown or over, or whose client is switched off."""
    row = db.session.execute(_by_hash(), {"hash": digest(secret), "now": clock.now()}).one_or_none()
    return Proof(row.id, row.Source, frozenset(row.scopes), row.last_used_at) if row is not None else None


def over(secret: str) -> ScimToken | None:
    """Gives a token whose end has passed, so that somebody can be told why nothing arrives any more."""
    row = db.session.scalar(select(ScimToken).where(ScimToken.hash == digest(secret)))
    return row if row is not None and row.expires_at <= clock.now() else None


@cache
def _by_hash() -> Any:
    return (
        select(ScimToken.id, ScimToken.scopes, ScimToken.last_used_at, Source)
        .join(Source, Source.key == ScimToken.source)
        .where(ScimToken.hash == bindparam("hash"), ScimToken.expires_at > bindparam("now"), Source.is_on)
    )


def note_use(found: Proof) -> None:
    """Keeps when a token was used last, every few minutes at most; in a unit of work of its own."""
    if found.last_used_at is not None and found.last_used_at > clock.now() - NOTED:
        return
    db.session.remove()
    with db.unit_of_work() as session:
        moment = update(ScimToken).where(ScimToken.id == found.token_id).values(last_used_at=clock.now())
        session.execute(moment.execution_options(synchronize_session=False))
    db.use_reader()


def make_client(actor: Actor, form: ClientForm) -> tuple[Source, str]:
    """Makes a client and its first token; gives it and the token. Raises Forbidden, Invalid for a taken key."""
    require(actor, "manage", ScimToken())
    if not _KEY.fullmatch(form.key):
        raise Invalid("key", _("Small letters, digits and hyphens only."))
    if db.session.get(Source, form.key) is not None:
        raise Invalid("key", _("There is a source of this key already."))
    source = sources.ensure_source(form.key, "scim", form.label)
    return source, _make(actor, source, form.scopes, int(form.days))


def renew(actor: Actor, key: str, days: int) -> tuple[Source, str]:
    """Makes another token with the same scopes; the present one stays valid. Raises Conflict where two are."""
    require(actor, "manage", ScimToken())
    source = _client(key)
    held = tokens_of([key])[key]
    if len(held) >= AT_ONCE:
        raise Conflict(_("Two tokens are valid already. End the old one first."))
    scopes = held[0].scopes if held else list(SCOPES)
    return source, _make(actor, source, tuple(scopes), days)


def end(actor: Actor, key: str, token_id: int) -> None:
    """Ends a token at once. Raises NotFound."""
    require(actor, "manage", ScimToken())
    token = db.session.get(ScimToken, token_id)
    if token is None or token.source != key:
        raise NotFound
    db.session.delete(token)
    db.session.flush()
    events.publish(ScimTokenEnded(actor_id=actor.id, subject=_about(actor), audience="nobody", source=key))


def clients(actor: Actor) -> list[tuple[Source, list[ScimToken]]]:
    """Gives all clients with their valid tokens, the oldest token first. Raises Forbidden."""
    require(actor, "manage", ScimToken())
    found = list(db.session.scalars(select(Source).where(Source.kind == "scim").order_by(Source.label).limit(50)))
    tokens = tokens_of([source.key for source in found])
    return [(source, tokens[source.key]) for source in found]


def tokens_of(keys: list[str]) -> dict[str, list[ScimToken]]:
    """Gives the valid tokens of each client, the oldest first."""
    valid = select(ScimToken).where(ScimToken.source.in_(keys), ScimToken.expires_at > clock.now())
    found: dict[str, list[ScimToken]] = {key: [] for key in keys}
    for token in db.session.scalars(valid.order_by(ScimToken.id)):
        found[token.source].append(token)
    return found


def longest(held: list[ScimToken]) -> ScimToken | None:
    """Gives the token that is valid longest, None where there is none."""
    return max(held, key=lambda token: token.expires_at, default=None)


def _client(key: str) -> Source:
    source = sources.source(key)
    if source.kind != "scim":
        raise NotFound
    db.session.refresh(source, with_for_update=True)  # two who renew at once come one after the other
    return source


def _make(actor: Actor, source: Source, scopes: tuple[str, ...], days: int) -> str:
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ScimToken(source=source.key, hash=digest(secret), hint=secret[: len(PREFIX) + _SHOWN], scopes=list(scopes))
    token.created_by, token.created_at = actor.id, clock.now()
    token.expires_at = clock.now() + timedelta(days=days)
    db.session.add(token)
    db.session.flush()
    said = ScimTokenMade(
        actor_id=actor.id, subject=_about(actor), audience="nobody", source=source.key, scopes=tuple(scopes)
    )
    events.publish(said)
    return secret


def _about(actor: Actor) -> Ref:
    return Ref("person", actor.id)
