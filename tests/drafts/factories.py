"""Drafts for tests, stored through the action."""

from datetime import datetime
from typing import Any

from auth.models import User
from portal.core import db
from portal.drafts import Draft, DraftForm, DueForm, Stored, schedule, store
from tests.factories import actor


def keep(user: User, key: str = "key-of-one", version: int = 0, **fields: Any) -> Stored:
    """Stores a text as it stands."""
    form = DraftForm(key=key, version=version, **({"place": "home", "body": "Half a thought"} | fields))
    stored = store(actor(user), form, device="Firefox · Android")
    db.commit()
    return stored


def draft(stored: Stored) -> Draft:
    """Loads a draft as it is now."""
    return db.session.get_one(Draft, stored.id, populate_existing=True)


def plan_post(user: User, audience: str, *, day: datetime) -> Draft:
    """Has a post go out by itself at nine in the morning of that day."""
    stored = keep(user, audience=audience, body="See you at the gate.")
    schedule(actor(user), draft(stored), DueForm(day=f"{day:%Y-%m-%d}", time="09:00", zone="Europe/Berlin"))
    db.commit()
    return draft(stored)
