"""The page on which IT looks after sign-in: providers in the table, what went wrong with each, and a test of them."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the pages into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from .. import refreshing  # noqa: F401  (its job)
    from . import actions, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    navigation.add("providers.index", label=lazy_("Sign-in"), icon="key", order=58, area="role", roles=("it-admin",))
