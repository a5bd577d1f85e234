"""Answers that are kept for a day: whoever repeats a request with its key gets the first answer, and nothing twice.

The row is claimed in the transaction of the change itself. A second request waits for the first one at the unique
key; when the first is refused its claim goes with everything else, and the request may be repeated.
"""

from datetime import timedelta

from sqlalchemy import delete, select, update

from auth.audience import Actor
from portal.core import clock, db
from portal.core.errors import Invalid
from portal.core.i18n import _

from ..models import Answer

KEPT = timedelta(days=1)


def claim(actor: Actor, key: str, fingerprint: str) -> Answer | None:
    """Claims a key for the present request; gives the answer that was given before, if there is one. Raises Invalid."""
    _forget(actor, key)
    row = {"user_id": actor.id, "key": key, "fingerprint": fingerprint, "status": 0, "headers": {}, "body": b""}
    statement = db.insert(Answer).values(**row, at=clock.now()).on_conflict_do_nothing()
    if db.session.scalar(statement.returning(Answer.key)) is not None:
        return None
    kept = db.session.scalars(select(Answer).where(Answer.user_id == actor.id, Answer.key == key)).one()
    if kept.fingerprint != fingerprint:
        raise Invalid("Idempotency-Key", _("This key belongs to another request. Take a new one for each."))
    return kept


def keep(actor: Actor, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keeps the answer to the present request, in its transaction."""
    claimed = update(Answer).where(Answer.user_id == actor.id, Answer.key == key)
    values = {"status": status, "headers": headers, "body": body}
    db.session.execute(claimed.values(**values).execution_options(synchronize_session=False))


def _forget(actor: Actor, key: str) -> None:
    old = delete(Answer).where(Answer.user_id == actor.id, Answer.key == key, Answer.at < clock.now() - KEPT)
    db.session.execute(old.execution_options(synchronize_session=False))
