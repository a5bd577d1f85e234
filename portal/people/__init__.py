"""People: profiles, the directory, the organisation chart, topics, following.

Other slices show people by their cards and never ask for more than a card holds.
"""

from flask import Flask

from .actions import drop_topics, edit_profile, follow, name_topic, set_photo, unfollow
from .arrivals import Arrival, new_colleagues
from .directory import Choices, UnitChoice, choices, followed, mention_options, people
from .events import Followed, PhotoChanged, ProfileEdited, Unfollowed
from .forms import DirectoryForm, PhotoForm, ProfileForm
from .models import Department, Follow, Profile, ProfileTopic, Spoken
from .naming import names_in, people_named
from .organisation import count_departments
from .pictures import square
from .profiles import OwnProfile, Shown, own_profile, profile
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
    "Choices",
    "Department",
    "DirectoryForm",
    "Follow",
    "Followed",
    "OwnProfile",
    "PersonCard",
    "PhotoChanged",
    "PhotoForm",
    "Profile",
    "ProfileEdited",
    "ProfileForm",
    "ProfileTopic",
    "Sharing",
    "Shown",
    "Spoken",
    "Unfollowed",
    "UnitChoice",
    "active_people",
    "card",
    "card_columns",
    "cards",
    "choices",
    "count_departments",
    "drop_topics",
    "edit_profile",
    "follow",
    "followed",
    "followed_by",
    "followers_of",
    "is_following",
    "mention_options",
    "mentionable",
    "name_topic",
    "names_in",
    "new_colleagues",
    "own_profile",
    "people",
    "people_named",
    "person",
    "profile",
    "register",
    "set_photo",
    "sharing_topics",
    "square",
    "topics_of",
    "unfollow",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from auth.models import User
    from portal.core import navigation, subjects
    from portal.core.i18n import lazy_

    from . import documents, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

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
