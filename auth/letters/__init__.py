"""Letters: codes on paper, by which staff without company mail come in once and choose a passkey or a PIN."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the pages of letters, and the door where they lead, into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import views

    app.register_blueprint(views.blueprint)
    roles = ("hr-admin", "it-admin")
    navigation.add("letters.index", label=lazy_("Access codes"), icon="key", order=53, area="role", roles=roles)
