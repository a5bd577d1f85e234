"""Roles: the page on which IT administrators see who has which, and give and take them."""

from typing import Any

from flask import Flask

from .queries import somebody

__all__ = ["register", "somebody"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import views

    app.register_blueprint(views.blueprint)
    opened: dict[str, Any] = {"area": "role", "roles": ("it-admin",), "limitable": True}
    navigation.add("roles.index", label=lazy_("Roles"), icon="key", order=52, **opened)
