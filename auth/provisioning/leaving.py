"""Who belonged to a source and is no longer among those whom it wants."""

from collections.abc import Container
from typing import Any

from sqlalchemy import insert, select, update

from auth.models import Identity, User
from portal.core import clock, db

from . import effects
from .effects import Move
from .models import Change, Run
from .stretches import LEAVERS

STRETCH = 1000


def plan_leavers(run_id: int, source: str, here: Container[str]) -> None:
    """Plans that everybody leaves who has an active account of this source and was not named by it."""
    after = 0
    while True:
        with db.unit_of_work() as session:
            rows = session.execute(_stretch(source, after)).all()
            gone = [row for row in rows if row.subject not in here]
            _write(run_id, gone)
            session.execute(update(Run).where(Run.id == run_id).values(worked_at=clock.now()))
        if len(rows) < STRETCH:
            return
        after = rows[-1].identity_id


def _stretch(source: str, after: int) -> Any:
    return (
        select(
            Identity.id.label("identity_id"),
            Identity.subject,
            User.id,
            User.name,
            User.email,
            User.department_id,
            User.site_id,
        )
        .join(User, User.id == Identity.user_id)
        .where(Identity.source == source, Identity.id > after, User.source == source, User.is_active)
        .order_by(Identity.id)
        .limit(STRETCH)
    )


def _write(run_id: int, gone: list[Any]) -> None:
    if not gone:
        return
    moves = [Move(row.id, (row.department_id, row.site_id), (None, None), leaves=True) for row in gone]
    changes = []
    for row, effect in zip(gone, effects.begin()(moves), strict=True):
        changes.append(
            {
                "run_id": run_id,
                "kind": "deactivate",
                "phase": LEAVERS,
                "subject": row.subject,
                "user_id": row.id,
                "name": row.name,
                "handle": row.email or "",
                "wanted": {"works": False},
                "effect": effect.plain(),
                "question": "owner" if effect.ownerless else "",
            }
        )
    db.session.execute(insert(Change), changes)
