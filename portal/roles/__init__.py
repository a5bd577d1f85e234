"""Roles: the page on which IT administrators see who has which, and give and take them."""

from flask import Flask

__all__ = ["register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import views

    app.register_blueprint(views.blueprint)
    navigation.add("roles.index", label=lazy_("Roles"), icon="key", order=52, area="role", roles=("it-admin",))
