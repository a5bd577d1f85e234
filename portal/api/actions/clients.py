"""Integrations: made, renewed and ended by IT administrators, each an act of power that is written down."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from auth import accounts
from auth.audience import Actor
from auth.models import User
from auth.policy import require
from auth.session import digest
from portal.core import clock, db, events
from portal.core.errors import Conflict
from portal.core.i18n import _
from portal.core.subjects import Ref

from ..events import IntegrationMade, IntegrationRenewed, IntegrationRevoked
from ..forms import ClientForm
from ..models import Client
from ..queries import client_by_name
from .tokens import end_tokens_of

SECRET = "foyer_secret_"  # noqa: S105  (how all of them begin)
NAME = "foyer_client_"


def create_client(actor: Actor, form: ClientForm) -> tuple[Client, str]:
    """Makes an integration with an account of its own; gives it and its secret. Raises Forbidden."""
    require(actor, "manage", Client())
    account = accounts.make_user(name=form.name, language=actor.language)
    account.title = _("Integration")
    db.session.add(account)
    db.session.flush()
    secret = _secret()
    now = clock.now()
    client = Client(
        public_id=NAME + secrets.token_hex(8),
        secret_hash=digest(secret),
        user_id=account.id,
        name=form.name,
        purpose=form.purpose,
        scopes=list(form.scopes),
        created_by=actor.id,
        created_at=now,
        expires_at=now + timedelta(days=int(form.days)),
    )
    db.session.add(client)
    db.session.flush()
    events.publish(IntegrationMade(**_said(actor, client), scopes=form.scopes))
    return client, secret


def renew_secret(actor: Actor, client: Client, days: int) -> str:
    """Gives an integration a new secret for so many days and ends its tokens. Raises Forbidden, Conflict."""
    require(actor, "manage", client)
    if client.revoked_at is not None:
        raise Conflict(_("This integration has ended. Make a new one."))
    secret = _secret()
    client.secret_hash, client.expires_at = digest(secret), clock.now() + timedelta(days=days)
    end_tokens_of(client.id)
    db.session.flush()
    events.publish(IntegrationRenewed(**_said(actor, client)))
    return secret


def revoke_client(actor: Actor, client: Client) -> None:
    """Ends an integration, its tokens and its account; what it wrote stays. Once more is the same as once."""
    require(actor, "manage", client)
    if client.revoked_at is not None:
        return
    client.revoked_at = clock.now()
    end_tokens_of(client.id)
    db.session.flush()
    accounts.deactivate(actor, db.session.get_one(User, client.user_id))
    events.publish(IntegrationRevoked(**_said(actor, client)))


def proven_client(public_id: str, secret: str) -> Client | None:
    """Gives the integration whose secret this is, while it lasts; takes as long for unknown names."""
    client = client_by_name(public_id)
    kept = client.secret_hash if client is not None else digest("")
    is_right = hmac.compare_digest(kept, digest(secret))
    if client is None or not is_right or client.revoked_at is not None or client.expires_at <= clock.now():
        return None
    return client


def _secret() -> str:
    return SECRET + secrets.token_urlsafe(32)


def _said(actor: Actor, client: Client) -> dict[str, Any]:
    account = Ref("person", client.user_id)
    return {"actor_id": actor.id, "subject": account, "audience": f"user:{actor.id}", "name": client.name}
