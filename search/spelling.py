"""Did you mean: words like a mistyped one, among those that were ever written.

Whether the searcher may see any of them is decided by looking them up like any other query (`finding.py`).
"""
# ruff: noqa: S608  (names and numbers of our own; values are parameters)

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from portal.core import db

from . import engine
from .language import plain, spellings
from .query import distance

SHORTEST = 4
_MOST = 400
_MOST_LONGER = 48
_REMEMBERED = 50_000
_ALIKE_BY = """SELECT * FROM (
    SELECT plain, shown FROM search_word
    WHERE {by} >= :{part} AND {by} < :after_{part} AND length(plain) BETWEEN :least AND :longest LIMIT :most
) {part}"""
_ALIKE = text(f"{_ALIKE_BY.format(by='plain', part='start')} UNION {_ALIKE_BY.format(by='backwards', part='finish')}")
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
    half = max(2, (len(mistyped) - 1) // 2)
    start, end = mistyped[:half], mistyped[::-1][:half]
    lengths = {"least": len(mistyped) - limit, "longest": len(mistyped) + limit, "most": _MOST}
    halves = {"start": start, "after_start": _after(start), "finish": end, "after_finish": _after(end)}
    rows = db.session.execute(_ALIKE, lengths | halves).all()
    near = ((distance(mistyped, row.plain, limit), row.plain, row.shown) for row in rows)
    return [shown for away, _, shown in sorted(near) if 0 < away <= limit]


def longer(beginnings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each beginning the tokens of known words that begin so; without those of which there are very many."""
    asked = sorted(set(beginnings))
    if not asked:
        return {}
    found: dict[str, list[str]] = {}
    values: dict[str, Any] = {"most": _MOST_LONGER + 1}
    for n, begin in enumerate(asked):
        values |= {f"from{n}": begin, f"to{n}": _after(begin)}
    for row in db.session.execute(_beginning(len(asked)), values):
        found.setdefault(asked[row.n], []).append(row.shown)
    return {
        begin: tuple(sorted({token for word in words for token in spellings(word) if token.startswith(begin)}))
        for begin, words in found.items()
        if len(words) <= _MOST_LONGER
    }


@cache
def _beginning(beginnings: int) -> TextClause:
    each = "(SELECT {n} AS n, shown FROM search_word WHERE plain >= :from{n} AND plain < :to{n} LIMIT :most) w{n}"
    return text(" UNION ALL ".join(f"SELECT * FROM {each.format(n=n)}" for n in range(beginnings)))


def _after(start: str) -> str:
    return start[:-1] + chr(ord(start[-1]) + 1)
