"""Search: what matches, among what the searcher may see?

Slices give documents and subjects; nothing else in the portal knows how the index is kept. `register` makes it
follow all events, `filter_by` tells it who may see what.
"""

from flask import Flask

from .audience import filter_by
from .documents import Document, Hit, Results
from .finding import MOST_PAGES, find, suggest
from .index import forget, move, move_all, put, put_many, remove
from .ranking import CANDIDATES, WHOLE_SUBJECTS
from .rebuilding import ensure_current, is_current, rebuild, version
from .resembling import similar

__all__ = [
    "CANDIDATES",
    "MOST_PAGES",
    "WHOLE_SUBJECTS",
    "Document",
    "Hit",
    "Results",
    "ensure_current",
    "filter_by",
    "find",
    "forget",
    "is_current",
    "move",
    "move_all",
    "put",
    "put_many",
    "rebuild",
    "register",
    "remove",
    "similar",
    "suggest",
    "version",
]


def register(_app: Flask) -> None:
    """Has the index follow everything that happens."""
    from portal.core import events, purging

    from .follow import follow, forget_purged

    events.on(events.Event)(follow)
    events.on(purging.Purged)(forget_purged)
