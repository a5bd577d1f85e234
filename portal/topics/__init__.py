"""Topics: which words mean the same, what they are called, who looks after and who follows them.

A low floor: posts, questions, groups and people say what they are about in its terms, and show their part of its pages.
"""

from flask import Flask

from .actions import describe, ensure, follow, merge, part, propose_merger, topic_for, unfollow
from .events import MergerProposed, TopicNamed
from .forms import MergerForm, TopicForm
from .models import Follower, Stance, Synonym, Topic
from .queries import (
    Line,
    Shown,
    called,
    described,
    followers,
    following,
    listed,
    merged_into,
    merged_topic,
    name_of,
    named,
    same,
    shown,
    spellings,
    synonyms_of,
    wordings,
)
from .slug import slug_of

__all__ = [
    "Follower",
    "Line",
    "MergerForm",
    "MergerProposed",
    "Shown",
    "Stance",
    "Synonym",
    "Topic",
    "TopicForm",
    "TopicNamed",
    "called",
    "describe",
    "described",
    "ensure",
    "follow",
    "followers",
    "following",
    "listed",
    "merge",
    "merged_into",
    "merged_topic",
    "name_of",
    "named",
    "part",
    "propose_merger",
    "register",
    "same",
    "shown",
    "slug_of",
    "spellings",
    "synonyms_of",
    "topic_for",
    "unfollow",
    "wordings",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, subjects
    from portal.core.i18n import lazy_

    from . import documents, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "topic",
        Topic,
        title=name_of,
        url=lambda topic: f"/topics/{topic.slug}",
        document=documents.document,
        documents=documents.documents,
    )
    navigation.add("topics.index", label=lazy_("Topics"), icon="tags", order=55)
