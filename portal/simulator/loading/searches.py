"""What people looked for, so that those who look after the community see what is missing."""

from sqlalchemy import select

from auth.audience import actor_for
from auth.models import User
from portal.core import db
from portal.find import note_opening, note_question, note_search
from portal.simulator.library import data


def add_searches() -> None:
    """Notes this month's searches, in the present unit of work."""
    all_searched = data("searches")["search"]
    most = max(searched["people"] for searched in all_searched)
    ids = db.session.scalars(select(User.id).where(User.is_active).order_by(User.id).limit(most)).all()
    people = list(map(actor_for, ids))
    for searched in all_searched:
        words = searched["words"]
        for number, actor in enumerate(people[: searched["people"]]):
            note_search(actor, words, is_empty=searched.get("empty", False))
            if number < searched["opened"]:
                note_opening(actor, words)
            if number < searched.get("asked", 0):
                note_question(actor.id, words)
