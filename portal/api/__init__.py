"""The API: everything that the pages do, for programs; tokens, integrations, webhooks and feeds.

It has no rules of its own: every operation calls the actions and queries that the pages call, as the person whose
token it is.
"""

from flask import Flask

__all__ = ["register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import policy  # noqa: F401  (importing registers)
    from .views import api, comments, files, groups, me, members, notifications, pages, people, posts, search  # noqa: F401

    app.register_blueprint(api)
    app.register_blueprint(pages)
