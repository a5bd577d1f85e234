"""Who is new: colleagues around the reader who began not long ago."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_

from auth.audience import Actor
from auth.models import User
from portal.core import clock, db, i18n

from .models import DEFAULT_LEVELS, Profile
from .queries import PersonCard, card, card_columns, readable

NEW_FOR = timedelta(days=45)


class Arrival(NamedTuple):
    """Somebody who began not long ago, and when."""

    person: PersonCard
    hired_on: date


def new_colleagues(actor: Actor, limit: int = 3) -> list[Arrival]:
    """Gives who is new in the actor's department or at the actor's site, the newest first.

    Leaves out whose profile keeps the first day from the actor.
    """
    around = [
        column == unit
        for column, unit in ((User.department_id, actor.department_id), (User.site_id, actor.site_id))
        if unit is not None
    ]
    if not around:
        return []
    today = i18n.local(clock.now()).date()
    statement = (
        card_columns(User.hired_on)
        .outerjoin(Profile, Profile.user_id == User.id)
        .where(or_(*around), User.is_active, User.id != actor.id, readable(actor, _level()))
        .where(User.hired_on > today - NEW_FOR, User.hired_on <= today)
        .order_by(User.hired_on.desc(), User.id.desc())
        .limit(limit)
    )
    return [Arrival(card(row), row.hired_on) for row in db.session.execute(statement)]


def _level() -> Any:
    return func.coalesce(Profile.visibility["hired_on"].as_string(), DEFAULT_LEVELS["hired_on"])
