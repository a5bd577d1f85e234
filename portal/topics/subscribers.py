"""What follows from changes of topics: the one under which another goes on is found by the other's names too."""

import search
from portal.core import db
from portal.core.events import on
from portal.core.subjects import Ref

from .documents import documents_of
from .events import TopicMerged, TopicNamed, TopicParted
from .models import Topic


@on(TopicMerged)
def find_the_other_one(event: TopicMerged) -> None:
    """Enters the topic anew under which this one goes on."""
    _enter_above(event.subject)


@on(TopicNamed)
def find_the_one_above(event: TopicNamed) -> None:
    """Enters the topic anew under which this one goes on, if it does."""
    _enter_above(event.subject)


@on(TopicParted)
def find_the_former_one(event: TopicParted) -> None:
    """Enters the topic anew under which this one went on."""
    _enter(event.former_id)


def _enter_above(about: Ref) -> None:
    topic = db.session.get_one(Topic, about.id)
    if topic.merged_into_id is not None:
        _enter(topic.merged_into_id)


def _enter(topic_id: int) -> None:
    found = next(documents_of([topic_id]), None)
    if found is None:
        search.remove(Ref("topic", topic_id))
    else:
        search.put(found)
