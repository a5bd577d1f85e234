"""The search page and the suggestions while typing. Tells `search` who may see what; what matches it knows best."""

from flask import Flask

from .kinds import KindOfHit, kinds

__all__ = ["KindOfHit", "kinds", "register"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    import search
    from auth.audience import held

    from . import views

    search.filter_by(held)
    search.register(app)
    app.register_blueprint(views.blueprint)
