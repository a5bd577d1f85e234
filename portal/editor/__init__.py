"""What every text field with a toolbar needs: the preview, pasted text made clean, faces by name."""

from flask import Flask

from .paste import to_markdown

__all__ = ["register", "to_markdown"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import views

    app.register_blueprint(views.blueprint)
