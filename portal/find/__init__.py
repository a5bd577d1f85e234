"""The search page and the suggestions while typing. Tells `search` who may see what; what matches it knows best."""

from typing import Any

from .kinds import KindOfHit, kinds
from .noting import note_opening, note_question, note_search

__all__ = ["KindOfHit", "kinds", "note_opening", "note_question", "note_search", "register"]


def register(app: Any) -> None:
    """Enters the slice into the application."""
    import search
    from auth.audience import held_or_open
    from portal.core import navigation, sections
    from portal.core.i18n import lazy_

    from . import jobs, noting, subscribers, topics, views  # noqa: F401  (importing registers)

    search.filter_by(held_or_open)
    search.register(app)
    noting.configure(app.settings.secret_key)
    app.register_blueprint(views.blueprint)
    sections.provide("topic", "tagged", topics.section, order=30)
    roles = ("community-manager",)
    navigation.add("search.report", label=lazy_("Searches"), icon="search", order=40, area="role", roles=roles)
