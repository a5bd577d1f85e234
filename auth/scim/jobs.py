"""Says in time that the last token of a client ends: without one nobody comes, changes or leaves."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from auth.provisioning.models import Source
from portal.core import clock, db, events, i18n
from portal.core.jobs import every
from portal.core.subjects import Ref

from . import tokens
from .events import ScimTokenEnding

SOON = timedelta(days=21)


@every(hours=24)
def warn_of_ends() -> None:
    """Says once of each token, three weeks before, that it ends and no other takes its place."""
    clients = db.session.scalars(select(Source).where(Source.kind == "scim", Source.is_on)).all()
    held = tokens.tokens_of([source.key for source in clients])
    for source in clients:
        last = tokens.longest(held[source.key])
        if last is None or last.expires_at > clock.now() + SOON or source.settings.get("warned") == last.id:
            continue
        source.settings = {**source.settings, "warned": last.id}
        said: dict[str, Any] = {"source": source.key, "label": source.label}
        said["on"] = i18n.local(last.expires_at).date().isoformat()
        events.publish(ScimTokenEnding(actor_id=0, subject=Ref("person", last.created_by), audience="nobody", **said))
    db.session.flush()
