"""Wanting to be asked about a topic, or not. Nobody is shown from evidence alone."""

from typing import Literal

from sqlalchemy import delete

from auth.audience import Actor
from portal.core import clock, db
from portal.core.forms import Form
from portal.people import drop_topics, name_topic
from portal.topics import Stance, shown, topic_for


class StanceForm(Form):
    """Whether one wants to be asked about a topic."""

    said: Literal["yes", "no", "later"]


def take_stance(actor: Actor, name: str, form: StanceForm) -> None:
    """Says whether the actor wants to be asked about a topic; a no holds until it says otherwise. Raises Conflict."""
    topic = topic_for(name)
    ids = shown(actor, topic.slug).ids
    db.session.execute(delete(Stance).where(Stance.user_id == actor.id, Stance.topic_id.in_(ids)))
    if form.said == "yes":
        name_topic(actor, topic.id)
        return
    drop_topics(actor, ids)
    keep_stance(actor.id, topic.id, form.said)


def drop_stance(actor: Actor, name: str) -> None:
    """Takes back whatever the actor said of a topic, as if it had never been asked; twice changes nothing."""
    ids = shown(actor, name).ids
    if not ids:
        return
    db.session.execute(delete(Stance).where(Stance.user_id == actor.id, Stance.topic_id.in_(ids)))
    drop_topics(actor, ids)


def keep_stance(user_id: int, topic_id: int, said: str) -> None:
    """Keeps what somebody said, or that they were asked."""
    kept = {"said": said, "at": clock.now()}
    db.upsert(Stance, {"user_id": user_id, "topic_id": topic_id} | kept, keys=("user_id", "topic_id"), update=kept)
