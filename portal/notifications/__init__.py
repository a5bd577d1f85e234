"""Notifications: what a person should hear of, kept until read, folded where it repeats, quiet by default.

Slices say in their subscribers who hears of what, with `notify`; each brings the sentence as a template of its own,
drawn when it is read, in the reader's language.
"""

from flask import Flask

from auth.audience import holding

from .actions import (
    choose,
    follow_many,
    mark_all_read,
    mark_read,
    mark_read_about,
    mute,
    notify,
    notify_audience,
    unmute,
    unread_again,
)
from .events import Noticed
from .forms import ChoiceForm
from .kinds import Habit, Kind, all_habits, all_kinds, habit, kind
from .models import Mute, Notice
from .queries import Entry, Gathered, View, choices, declined, entry, gather, habits, notices, unread_count

__all__ = [
    "ChoiceForm",
    "Entry",
    "Gathered",
    "Habit",
    "Kind",
    "Mute",
    "Notice",
    "Noticed",
    "View",
    "all_habits",
    "all_kinds",
    "choices",
    "choose",
    "declined",
    "entry",
    "follow_many",
    "gather",
    "habit",
    "habits",
    "kind",
    "mark_all_read",
    "mark_read",
    "mark_read_about",
    "mute",
    "notices",
    "notify",
    "notify_audience",
    "register",
    "unmute",
    "unread_again",
    "unread_count",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, shell
    from portal.core.i18n import lazy_

    from . import jobs, queries, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    shell.provide_bell(queries.unread, holding)
    navigation.add("notifications.settings", label=lazy_("In the portal"), icon="bell-ring", order=40, area="me")
