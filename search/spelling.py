"""Did you mean: words like a mistyped one, among those that were ever written.

Whether the searcher may see any of them is decided by looking them up like any other query (`finding.py`).
"""

from collections.abc import Mapping

from sqlalchemy import Select, select

from portal.core import db

from . import engine
from .language import plain
from .models import SearchWord
from .query import distance

SHORTEST = 4
_MOST = 400
_REMEMBERED = 50_000
_known: set[str] = set()


def learn(words: Mapping[str, str]) -> None:
    """Remembers words, given as plain form and the form to show."""
    new = sorted(word for word in words if word not in _known and len(word) <= 32)
    kept: list[str] = []
    for start in range(0, len(new), 500):
        some = new[start : start + 500]
        if engine.current().learn([{"plain": w, "backwards": w[::-1], "shown": words[w]} for w in some]):
            kept += some
    if kept:
        db.after_commit(lambda: _remember(kept))


def _remember(words: list[str]) -> None:
    if len(_known) > _REMEMBERED:
        _known.clear()
    _known.update(words)


def similar(word: str) -> list[str]:
    """Words at most two letters away (one for short words), the nearest first, as they are to be shown.

    A word with one mistake has its first or its last half intact, so only such words are looked at.
    """
    mistyped = plain(word)
    if len(mistyped) < SHORTEST:
        return []
    limit = 1 if len(mistyped) < 7 else 2
    rows = db.session.execute(_alike(mistyped)).all()
    near = ((distance(mistyped, row.plain, limit), row.plain, row.shown) for row in rows)
    return [shown for away, _, shown in sorted(near) if 0 < away <= limit]


def _alike(word: str) -> Select[tuple[str, str]]:
    half = max(2, len(word) // 2 - 1)
    start, end = word[:half], word[::-1][:half]
    words = select(SearchWord.plain, SearchWord.shown)
    begins = words.where(SearchWord.plain >= start, SearchWord.plain < _after(start)).limit(_MOST)
    ends = words.where(SearchWord.backwards >= end, SearchWord.backwards < _after(end)).limit(_MOST)
    either = begins.subquery().select().union(ends.subquery().select()).subquery()
    return select(either.c.plain, either.c.shown)


def _after(start: str) -> str:
    return start[:-1] + chr(ord(start[-1]) + 1)
