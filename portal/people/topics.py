"""What people may be asked about, and who shares it."""

from typing import NamedTuple

from sqlalchemy import String, case, cast, exists, func, select, union_all
from sqlalchemy.orm import aliased

from auth.audience import Actor
from auth.models import User
from portal.core import db
from portal.topics import Topic, called

from .models import ProfileTopic
from .queries import Division, PersonCard, Site, card, card_columns

SHARING_READ = 200


class TopicItem(NamedTuple):
    """A topic of a person; `mine` says that the reader knows about it as well."""

    id: int
    name: str
    slug: str
    mine: bool


class Sharing(NamedTuple):
    """Somebody who knows about the same things as I do, and which."""

    person: PersonCard
    topics: list[str]


def topics_of(actor: Actor, user_id: int) -> list[TopicItem]:
    """Gives what a person may be asked about; those that the actor shares come first."""
    own = aliased(ProfileTopic)
    mine = exists().where(own.user_id == actor.id, own.topic_id == Topic.id)
    statement = (
        select(Topic.id, called(), Topic.slug, mine.label("mine"))
        .join(ProfileTopic, ProfileTopic.topic_id == Topic.id)
        .where(ProfileTopic.user_id == user_id)
        .order_by(mine.desc(), Topic.slug)
    )
    return [TopicItem(*row) for row in db.session.execute(statement)]


def popular_topics(limit: int = 40) -> list[str]:
    """Gives the names of the topics that most people know about."""
    popular = select(called()).where(Topic.people_count > 0)
    return list(db.session.scalars(popular.order_by(Topic.people_count.desc(), Topic.id.desc()).limit(limit)))


def sharing_topics(actor: Actor, limit: int = 20) -> list[Sharing]:
    """Gives people who share topics with the actor: most topics first, and then those from elsewhere.

    Reads at most SHARING_READ people a topic, so that a topic of thousands costs no more than a rare one.
    """
    mine = topics_of(actor, actor.id)
    if not mine:
        return []
    some = [
        select(ProfileTopic.user_id, ProfileTopic.topic_id)
        .where(ProfileTopic.topic_id == topic.id, ProfileTopic.user_id != actor.id)
        .order_by(ProfileTopic.user_id.desc())
        .limit(SHARING_READ)
        .subquery()
        for topic in mine
    ]
    shared = union_all(*(select(part) for part in some)).subquery()
    elsewhere = case((User.site_id == actor.site_id, 1), else_=0)
    statement = (
        card_columns(db.text_join(cast(shared.c.topic_id, String)).label("topics"))
        .join(shared, shared.c.user_id == User.id)
        .where(User.is_active)
        .group_by(User.id, Division.name, Site.name)
        .order_by(func.count().desc(), elsewhere, User.sort_name, User.id)
        .limit(limit)
    )
    names = {str(topic.id): topic.name for topic in mine}
    return [Sharing(card(row), [names[n] for n in row.topics.split(",")]) for row in db.session.execute(statement)]
