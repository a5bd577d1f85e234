"""Search: what matches, among what the searcher may see?

Slices give documents and subjects; nothing else in the portal knows how the index is kept. `register` makes it
follow all events, `filter_by` tells it who may see what.
"""

from flask import Flask

from . import glossary
from .audience import filter_by
from .documents import Document, Hit, Results
from .finding import MOST_PAGES, find, suggest
from .index import forget, move, move_all, put, put_many, remove, settle
from .judging import DEPTH, Judgement, mean, worst_first
from .ranking import CANDIDATES, NAMED, WHOLE_SUBJECTS, worth
from .rebuilding import ensure_current, is_current, rebuild, version
from .resembling import similar

__all__ = [
    "CANDIDATES",
    "DEPTH",
    "MOST_PAGES",
    "NAMED",
    "WHOLE_SUBJECTS",
    "Document",
    "Hit",
    "Judgement",
    "Results",
    "ensure_current",
    "filter_by",
    "find",
    "forget",
    "glossary",
    "is_current",
    "mean",
    "move",
    "move_all",
    "put",
    "put_many",
    "rebuild",
    "register",
    "remove",
    "settle",
    "similar",
    "suggest",
    "version",
    "worst_first",
    "worth",
]


def register(_app: Flask) -> None:
    """Has the index follow everything that happens."""
    from portal.core import events, purging

    from .follow import follow, forget_purged

    events.on(events.Event)(follow)
    events.on(purging.Purged)(forget_purged)
