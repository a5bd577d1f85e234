"""Asking those privately who helped whether they want to be named for it; telling who looks after topics."""

from typing import Any

from auth.models import User
from auth.roles import holders
from portal.core import db
from portal.core.events import on, publish
from portal.core.i18n import lazy_
from portal.core.jobs import every
from portal.core.subjects import Ref
from portal.notifications import kind, notify
from portal.topics import MergerProposed, Topic, topic_for

from .actions import keep_stance
from .events import StanceAsked
from .queries import to_be_asked

kind("merger", label=lazy_("Somebody proposes to merge two topics"))
kind("expert", label=lazy_("I am asked whether I want to be named for a topic"))


@every(hours=24)
def ask_who_helped() -> None:
    """Asks each of them once about one topic at a time, and again some time after a later."""
    asked: set[int] = set()
    for person, slug, number in to_be_asked():
        user = db.session.get(User, person)
        if person in asked or user is None or not user.is_active:
            continue
        asked.add(person)
        topic = topic_for(slug)
        keep_stance(person, topic.id, "asked")
        said: dict[str, Any] = {"user_id": person, "number": number, "name": topic.name}
        publish(StanceAsked(actor_id=0, subject=Ref("topic", topic.id), audience=f"user:{person}", **said))


@on(StanceAsked)
def ask_privately(event: StanceAsked) -> None:
    """Asks somebody, where nobody else sees it."""
    data = {"number": event.number, "name": event.name}
    notice, about = "questions/experts/_asked_notice.html", event.subject
    notify([event.user_id], event, kind="expert", notice=notice, about=about, fold=f"expert:{about}", data=data)


@on(MergerProposed)
def tell_who_looks_after_topics(event: MergerProposed) -> None:
    """Tells community managers of two topics that mean the same, as a reader sees it, and leads to where they merge."""
    topic = db.session.get_one(Topic, event.subject.id)
    said = {"topic": event.name, "into": event.into, "url": f"/topics/{topic.slug}/edit?into={event.slug}"}
    told: dict[str, Any] = {"notice": "questions/experts/_merger_notice.html", "about": event.subject, "data": said}
    people = db.session.scalars(holders("community-manager")).all()
    notify(people, event, kind="merger", fold=f"merger:{topic.id}:{event.slug}", **told)
