"""Push: a word on the screen of a phone or computer, without the portal being open. Quiet, and empty of content."""

from flask import Flask

__all__ = ["register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import jobs, services, subscribers, texts, views  # noqa: F401  (importing registers)

    services.configure(app.settings)  # type: ignore[attr-defined]  # the only application class is Portal
    texts.configure(app.jinja_env)
    app.register_blueprint(views.blueprint)
    navigation.add("push.devices", label=lazy_("On my devices"), icon="monitor-smartphone", order=46, area="me")
