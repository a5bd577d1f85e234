"""Offline and on the phone: the manifest, the icons, the service worker, and which pages may stay on a device.

Pages are sent with `no-store`. The worker keeps copies of its own, for one person, of the few that carry a mark.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import views

    app.register_blueprint(views.blueprint)
