"""One's own account: devices, ways to sign in, and proving once more who it is."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the pages of the own account into the application."""
    import auth.credentials.reset  # noqa: F401  (its job)
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from .. import again, jobs  # noqa: F401  (importing registers)
    from . import views

    app.register_blueprint(views.blueprint)
    app.register_error_handler(again.ConfirmationNeeded, views.confirm.ask_again)
    navigation.add("account.security", label=lazy_("Sign-in"), icon="key", order=49, area="settings")
    navigation.add("account.devices", label=lazy_("My devices"), icon="monitor-smartphone", order=50, area="settings")
