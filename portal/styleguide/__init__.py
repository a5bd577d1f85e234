"""The style guide: every component in every state, for those who build pages and for the tests that look at them."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import views

    app.register_blueprint(views.blueprint)
