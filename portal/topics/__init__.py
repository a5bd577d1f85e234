"""Topics: which words mean the same, what they are called, who looks after and who follows them.

A low floor: posts, questions, groups and people say what they are about in its terms, and show their part of its pages.
"""

from flask import Flask

from .actions import ensure, follow, topic_for, unfollow
from .models import Follower, Stance, Synonym, Topic
from .queries import Shown, called, followers, name_of, named, same, shown, spellings
from .slug import slug_of

__all__ = [
    "Follower",
    "Shown",
    "Stance",
    "Synonym",
    "Topic",
    "called",
    "ensure",
    "follow",
    "followers",
    "name_of",
    "named",
    "register",
    "same",
    "shown",
    "slug_of",
    "spellings",
    "topic_for",
    "unfollow",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, subjects
    from portal.core.i18n import lazy_

    from . import policy, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add("topic", Topic, title=name_of, url=lambda topic: f"/topics/{topic.slug}")
    navigation.add("topics.index", label=lazy_("Topics"), icon="tags", order=55)
