"""Making and revoking tokens. 256 random bits, of which the hash is kept; the token itself is shown once."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from auth.audience import Actor
from auth.session import digest
from portal.core import clock, db
from portal.core.errors import Invalid
from portal.core.i18n import _

from ..forms import TokenForm
from ..models import Client, Token
from ..queries import my_token
from ..scopes import FEED, known

PERSONAL, ACCESS, FEEDS = "foyer_pat_", "foyer_at_", "foyer_feed_"
MOST = 50
CLIENT_LIFE = timedelta(hours=1)
FEED_LIFE = timedelta(days=365 * 5)
_SHOWN = 4


def create_token(actor: Actor, form: TokenForm) -> tuple[Token, str]:
    """Makes a token of the actor's own; gives it and its secret. Raises Invalid for one too many."""
    return _make(actor.id, "personal", form.name, list(form.scopes), timedelta(days=int(form.days)))


def create_feed_token(actor: Actor, name: str) -> tuple[Token, str]:
    """Makes what stands in the address of a feed, for programs that know no sign-in. Raises Invalid."""
    return _make(actor.id, "feed", name, [FEED], FEED_LIFE)


def create_access_token(client: Client, wanted: list[str]) -> tuple[Token, str]:
    """Makes a token for an hour, for an integration that has proven itself; without a wish, with all its scopes."""
    scopes = known([name for name in (wanted or client.scopes) if name in client.scopes])
    token, secret = _add(client.user_id, "client", client.name, scopes, CLIENT_LIFE)
    token.client_id, client.last_used_on = client.id, clock.now().date()
    db.session.flush()
    return token, secret


def _make(user_id: int, kind: str, name: str, scopes: list[str], life: timedelta) -> tuple[Token, str]:
    of_kind = (Token.user_id == user_id, Token.kind == kind, Token.expires_at > clock.now())
    if (db.session.scalar(select(func.count()).select_from(Token).where(*of_kind)) or 0) >= MOST:
        raise Invalid("place" if kind == "feed" else "name", _("There are %(n)s already. Revoke one first.", n=MOST))
    return _add(user_id, kind, name, scopes, life)


def _add(user_id: int, kind: str, name: str, scopes: list[str], life: timedelta) -> tuple[Token, str]:
    prefix = {"personal": PERSONAL, "client": ACCESS, "feed": FEEDS}[kind]
    secret = prefix + secrets.token_urlsafe(32)
    now = clock.now()
    token = Token(
        kind=kind,
        user_id=user_id,
        name=name,
        hash=digest(secret),
        hint=secret[: len(prefix) + _SHOWN],
        scopes=scopes,
        created_at=now,
        expires_at=now + life,
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def revoke_token(actor: Actor, token_id: int) -> None:
    """Ends one of the actor's tokens at once. Raises NotFound."""
    db.session.delete(my_token(actor, token_id))
    db.session.flush()


def note_use(token_id: int) -> None:
    """Keeps the day on which a token was used last, in a unit of work of its own: those who only read use it too."""
    db.session.remove()
    with db.unit_of_work() as session:
        day = update(Token).where(Token.id == token_id).values(last_used_on=clock.now().date())
        session.execute(day.execution_options(synchronize_session=False))
    db.use_reader()


def end_tokens_of(client_id: int) -> None:
    """Ends all tokens that an integration holds."""
    held = delete(Token).where(Token.client_id == client_id)
    db.session.execute(held.execution_options(synchronize_session=False))


def end_tokens_of_person(user_id: int) -> None:
    """Ends all tokens of an account."""
    held = delete(Token).where(Token.user_id == user_id)
    db.session.execute(held.execution_options(synchronize_session=False))
