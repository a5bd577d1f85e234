"""Audit: every act of power over other people leaves an entry that nobody can change.

Entries are chained by hashes, and the database itself refuses to change or delete them.
"""

from typing import Any

from flask import Flask

from .chain import Verdict, verify
from .models import Entry
from .queries import concerning_me, entries_about, latest_entry
from .telling import called
from .words import ENDINGS, act, name_reasons

__all__ = [
    "ENDINGS",
    "Entry",
    "Verdict",
    "act",
    "called",
    "concerning_me",
    "entries_about",
    "latest_entry",
    "name_reasons",
    "register",
    "verify",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import subscribers, views  # noqa: F401  (importing registers)
    from .policy import READERS

    app.register_blueprint(views.blueprint)
    opened: dict[str, Any] = {"area": "role", "roles": READERS, "limitable": True}
    navigation.add("audit.index", label=lazy_("Audit log"), icon="history", order=53, **opened)
    navigation.add("audit.concerning_me", label=lazy_("Concerning me"), icon="eye", order=55, area="settings")
