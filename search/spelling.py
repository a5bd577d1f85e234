"""Did you mean: words like a mistyped one, among those that were ever written.

Whether the searcher may see any of them is decided by looking them up like any other query (`finding.py`).
"""
# ruff: noqa: S608  (names and numbers of our own; values are parameters)

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from portal.core import db

from . import engine
from .engine import Statement
from .hits import read
from .language import plain, spellings
from .query import distance

SHORTEST = 4
_MOST = 400
_MOST_LONGER = 48
_MOST_OWN = 500
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


def asked_longer(beginnings: Iterable[str]) -> Statement | None:
    """The part of a statement that gives known words that begin so."""
    asked = sorted(set(beginnings))
    each = """(SELECT 'longer' AS what, :begin{n} AS key, shown AS said, 0 AS number FROM search_word
        WHERE plain >= :begin{n} AND plain < :after{n} LIMIT :longer) w{n}"""
    values: dict[str, Any] = {"longer": _MOST_LONGER + 1}
    for n, begin in enumerate(asked):
        values |= {f"begin{n}": begin, f"after{n}": _after(begin)}
    branches = [f"SELECT * FROM {each.format(n=n)}" for n in range(len(asked))]
    return Statement(" UNION ALL ".join(branches), values) if asked else None


def completed(begun: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For each beginning the tokens of the words that begin so; without those of which there are very many."""
    return {
        begin: tuple(sorted({token for word in words for token in spellings(word) if token.startswith(begin)}))
        for begin, words in begun.items()
        if len(words) <= _MOST_LONGER
    }


def asked_own(words: Collection[str]) -> Statement | None:
    """The part of a statement that gives those of the words that somebody here has written."""
    values = {f"own{n}": word for n, word in enumerate(sorted(words)[:_MOST_OWN])}
    names = ", ".join(f":{name}" for name in values)
    sql = f"SELECT 'own' AS what, plain AS key, '' AS said, 0 AS number FROM search_word WHERE plain IN ({names})"
    return Statement(sql, values) if values else None


def own(words: Collection[str]) -> set[str]:
    """Gives those of the words that somebody here has written."""
    statement = asked_own(words)
    return {row.key for row in read(statement)} if statement else set()


def _after(start: str) -> str:
    return start[:-1] + chr(ord(start[-1]) + 1)
