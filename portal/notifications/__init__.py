"""Notifications: what a person should hear of, kept until read, folded where it repeats, quiet by default.

Slices say in their subscribers who hears of what, with `notify`; each brings the sentence as a template of its own,
drawn when it is read, in the reader's language.
"""

from flask import Flask

from .actions import mute, notify, notify_audience, unmute
from .kinds import kind
from .models import Notice

__all__ = ["Notice", "kind", "mute", "notify", "notify_audience", "register", "unmute"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, shell
    from portal.core.i18n import lazy_

    from . import jobs, queries, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    shell.provide("bell", lambda actor, _path: queries.unread_count(actor))
    navigation.add(
        "notifications.settings", label=lazy_("Notification settings"), icon="bell-ring", order=40, area="me"
    )
