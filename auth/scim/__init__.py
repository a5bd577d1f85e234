"""The server of SCIM 2.0 (RFC 7643, RFC 7644): identity providers say who works here, as it happens.

What a client says goes the way of every source: compared, stopped by the safety net, carried out, kept in the history.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Enters addresses and the page for IT into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_
    from portal.core.web.refusals import speak

    from . import jobs, models, policy, views  # noqa: F401  (importing registers)

    speak(f"{views.ROOT}/", views.said)
    views.open_doors()
    app.register_blueprint(views.protocol)
    app.register_blueprint(views.pages)
    navigation.add("scim.clients", label=lazy_("SCIM clients"), icon="key", order=59, area="role", roles=("it-admin",))
