"""Reactions: one of six a person and subject. Kinds with the trait `reactions` keep counts in a column so named."""

from flask import Flask

from .actions import drop_doubled, hand_over, react, subject_of, take_back
from .events import Reacted, Unreacted
from .forms import ReactionForm
from .kinds import KINDS, Kind
from .models import Reaction
from .queries import mine, own_reaction, people_who_reacted

__all__ = [
    "KINDS",
    "Kind",
    "Reacted",
    "Reaction",
    "ReactionForm",
    "Unreacted",
    "drop_doubled",
    "hand_over",
    "mine",
    "own_reaction",
    "people_who_reacted",
    "react",
    "register",
    "subject_of",
    "take_back",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import beside

    from . import jobs, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    beside.provide("reaction", own_reaction)
