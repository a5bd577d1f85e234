"""Asking, reading and answering questions; one blueprint for all their pages."""

from flask import Blueprint

blueprint = Blueprint("questions", __name__, url_prefix="/questions")

from . import answers, judging, questions, trusting, turns, words  # noqa: E402, F401  (they register their pages with the blueprint)
