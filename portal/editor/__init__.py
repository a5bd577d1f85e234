"""What every text field with a toolbar needs: the preview, pasted text made clean, faces by name."""

from flask import Flask

__all__ = ["register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import views

    app.register_blueprint(views.blueprint)
