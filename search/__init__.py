"""Search: what matches, among what the searcher may see?

Nothing else in the portal knows how the index is kept.
"""

from .documents import Document, Hit, Results

__all__ = ["Document", "Hit", "Results"]
