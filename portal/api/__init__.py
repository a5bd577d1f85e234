"""The API: everything that the pages do, for programs; tokens, integrations, webhooks and feeds.

It has no rules of its own: every operation calls the actions and queries that the pages call, as the person whose
token it is.
"""

from flask import Flask

from .models import Token

__all__ = ["Token", "register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import jobs, policy, signing, subscribers, views  # noqa: F401  (importing registers)

    signing.configure(app.settings)  # type: ignore[attr-defined]  # the only application class is Portal
    views.open_doors()
    app.register_blueprint(views.api)
    app.register_blueprint(views.pages)
    navigation.add("api.access", label=lazy_("Access for programs"), icon="key", order=60, area="settings")
    navigation.add("api.list_hooks", label=lazy_("Webhooks"), icon="send", order=61, area="settings")
    roles = ("it-admin",)
    navigation.add("api.integrations", label=lazy_("Integrations"), icon="key", order=60, area="role", roles=roles)
