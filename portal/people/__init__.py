"""People: profiles, the directory, the organisation chart, topics, following.

Other slices show people by their cards and never ask for more than a card holds.
"""

from flask import Flask

from .arrivals import Arrival, new_colleagues
from .events import Followed, PhotoChanged, ProfileEdited, Unfollowed
from .models import Department, Follow, Profile, ProfileTopic, Spoken, Topic
from .organisation import count_departments
from .pictures import square
from .queries import (
    PersonCard,
    active_people,
    card,
    card_columns,
    cards,
    followed_by,
    followers_of,
    is_following,
    mentionable,
    person,
)
from .topics import Sharing, sharing_topics, topics_of

__all__ = [
    "Arrival",
    "Department",
    "Follow",
    "Followed",
    "PersonCard",
    "PhotoChanged",
    "Profile",
    "ProfileEdited",
    "ProfileTopic",
    "Sharing",
    "Spoken",
    "Topic",
    "Unfollowed",
    "active_people",
    "card",
    "card_columns",
    "cards",
    "count_departments",
    "followed_by",
    "followers_of",
    "is_following",
    "mentionable",
    "new_colleagues",
    "person",
    "register",
    "sharing_topics",
    "square",
    "topics_of",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from auth.models import User
    from portal.core import navigation, subjects
    from portal.core.i18n import lazy_

    from . import documents, jobs, policy, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "person",
        User,
        title=lambda user: user.name,
        url=lambda user: f"/people/{user.slug}",
        document=documents.document,
        documents=documents.documents,
    )
    navigation.add("people.index", label=lazy_("People"), icon="users-round", order=50)
