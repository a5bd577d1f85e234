"""What the personas have begun to write, and what one of them has going out by itself."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from auth.audience import EVERYONE, actor_for
from auth.models import User
from portal.core import clock, db
from portal.drafts import Draft, DraftForm, DueForm, schedule, store
from portal.simulator.library import data


def add_drafts() -> None:
    """Stores the drafts of every persona, in the present unit of work."""
    personas = db.session.scalars(select(User.id).where(User.persona.is_not(None)).order_by(User.id)).all()
    for user_id in personas:
        for number, begun in enumerate(data("drafts")["draft"], start=1):
            if "due" not in begun or user_id == personas[0]:
                _add(user_id, f"persona-{user_id}-{number}", begun)


def _add(user_id: int, key: str, begun: dict[str, Any]) -> None:
    author = actor_for(user_id)
    form = DraftForm(place="begun", key=key, title=begun["title"], body=begun["body"], audience=EVERYONE)
    draft = db.session.get_one(Draft, store(author, form, device=begun["device"]).id)
    draft.updated_at = clock.now() - timedelta(hours=begun["hours"])
    if "due" in begun:
        day = clock.now() + timedelta(days=begun["due"])
        schedule(author, draft, DueForm(day=f"{day:%Y-%m-%d}", time="09:00"))
