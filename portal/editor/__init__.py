"""What every text field with a toolbar needs: the preview, pasted text made clean, faces by name."""

from flask import Flask

__all__ = ["register", "to_markdown"]


def to_markdown(html: str) -> str:
    """Gives the Markdown of HTML from other programs, empty where nothing can be read in it."""
    from . import paste

    return paste.to_markdown(html)


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import views

    app.register_blueprint(views.blueprint)
