"""Finds documents for a searcher. Every number, proposal and correction passes the rule who may see."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portal.core import clock

from . import audience, dating, engine, knowing, language, query, ranking, spelling
from .audience import Searcher
from .documents import Hit, Results
from .engine import Search
from .hits import hit, read
from .index import day_of
from .wanted import Wanted, Word

MOST_PAGES = 30
_CORRECTED_WORDS = 4
_OPENED_WORDS = 2
"""Words of a query up to which each may also be the beginning of a longer one."""
_TRIED = 12
_MARKED = re.compile("<mark>(.*?)</mark>")
_MOST_GROUPS = 60
"""Groups of the searcher's own that count more."""


def find(
    actor: Searcher,
    words: str,
    *,
    kinds: Sequence[str] = (),
    group: str | None = None,
    since: date | None = None,
    page: int = 1,
    size: int = 20,
) -> Results:
    """Gives one page of what the words match among what the actor may see; never raises for odd words."""
    started = time.perf_counter()
    words, said = dating.dated(words[: query.LONGEST_QUERY])
    search = search_for(actor, query.parse(words), kinds=tuple(kinds), group=group)
    search = replace(search, size=size, offset=size * (min(max(page, 1), MOST_PAGES) - 1))
    earliest = max(filter(None, (since, said)), default=None)
    if earliest is not None:
        search = replace(search, since=(earliest - date(1970, 1, 1)).days)
    results = _found(search, words)
    return replace(results, milliseconds=(time.perf_counter() - started) * 1000)


def search_for(actor: Searcher, wanted: Wanted, *, kinds: tuple[str, ...] = (), group: str | None = None) -> Search:
    """Gives the search for what is wanted, among what the actor may see."""
    clause, parameters = audience.clause(actor)
    keys = tuple(sorted(key for key in actor.keys if key.startswith("group:")))[:_MOST_GROUPS]
    now = day_of(clock.now())
    return Search(wanted, clause, parameters, now, keys=keys, language=actor.language, kinds=kinds, group=group)


def _found(search: Search, words: str) -> Results:
    if search.wanted.root is None:
        return Results(is_empty_query=True)
    search = _prepared(search)
    results = _run(search)
    if results.whole:
        return results
    suggestion = _corrected(search, words, results.hits)
    if suggestion is None:
        return results
    right = _run(_prepared(replace(search, wanted=query.parse(suggestion), opened=None, relaxed=None, weights=())))
    return replace(right if right.whole else results, suggestion=suggestion, is_corrected=right.whole > 0)


def _prepared(search: Search) -> Search:
    """The search with what is known of its words: other expressions, longer words, what comes where few have all."""
    if not search.wanted.is_plain:
        return search
    is_short = len(search.wanted.words) <= _OPENED_WORDS
    known = knowing.about(search.wanted, is_opened=is_short)
    wanted = knowing.rewritten(search.wanted, known)
    is_rare = len(wanted.units) > 1 and any(map(known.is_together, wanted.units))
    search = replace(search, wanted=wanted, weights=knowing.weights(wanted.units, known), is_rare=is_rare)
    search = replace(search, common=knowing.common(wanted, known), windows=known.windows)
    if is_short:
        search = replace(search, opened=wanted.opened().spelled_out(known.longer))
    if len(wanted.units) == 1:
        return search
    some, is_few = knowing.relaxed(wanted, known)
    return replace(search, relaxed=some, is_some_rare=is_few)


def _run(search: Search) -> Results:
    rows = read(engine.current().find(search))
    counts = dict(sorted(engine.current().counts_from(rows[0].counts).items()))
    total, whole = sum(counts.values()), rows[0].whole
    is_capped = total >= ranking.CANDIDATES
    if search.kinds and is_capped:
        rows = read(engine.current().find(replace(search, is_narrow=True)))
    shown = search.opened or search.wanted
    marker = query.marker(shown.tokens(), shown.prefixes())
    hits = tuple(hit(row, marker) for row in rows if row.id is not None)
    return Results(hits, counts, total, is_capped, whole, is_relaxed=total > 0 and not whole)


def suggest(actor: Searcher, prefix: str, limit: int = 8) -> list[Hit]:
    """Gives whole subjects, such as people and posts, in whose heading words begin like those typed so far."""
    typed = language.words(prefix[: query.LONGEST_QUERY])[-6:]
    if not typed or len("".join(typed)) < query.SHORTEST_PREFIX:
        return []
    beginnings = [language.plain(word)[: language.LONGEST] for word in typed]
    kinds = ranking.WHOLE_SUBJECTS if len("".join(typed)) > query.SHORTEST_PREFIX else ranking.FEW
    search = search_for(actor, Wanted(None), kinds=kinds)
    rows = read(engine.current().suggest(replace(search, size=limit * 8), beginnings))
    marker = query.marker(frozenset(), tuple(beginnings))
    return [hit(row, marker) for row in _best(rows, typed, limit)]


def _best(rows: Iterable[Any], typed: list[str], limit: int) -> list[Any]:
    """The best of each kind: spelled as typed, then beginning with it, then new; last where only tags match."""

    def rank(row: Any) -> tuple[bool, bool, bool]:
        words = language.words(row.title)
        is_spelled_so = all(any(word.startswith(part) for word in words) for part in typed)
        plain = [language.plain(word) for word in words]
        begins = bool(plain) and plain[0].startswith(first)
        return not any(word.startswith(first) for word in plain), not is_spelled_so, not begins

    first = language.plain(typed[0])
    ranked = sorted(((rank(row), n, row) for n, row in enumerate(rows)), key=lambda one: one[:2])
    share = max(2, -(-limit // 2))
    chosen: list[Any] = []
    for kind in ranking.WHOLE_SUBJECTS:
        chosen += _distinct([one for one in ranked if one[2].kind == kind])[:share]
    chosen.sort(key=lambda one: one[0][0])  # stable: kinds stay together
    return [row for _, _, row in chosen[:limit]]


def _distinct(ranked: list[Any]) -> list[Any]:
    # Two posts of one title say nothing apart; two people of one name do.
    if not ranked or ranked[0][2].kind == "person":
        return ranked
    return list({one[2].title: one for one in reversed(ranked)}.values())[::-1]


def _corrected(search: Search, words: str, hits: Iterable[Hit]) -> str | None:
    """The query with its mistyped words replaced, when that finds something for this searcher.

    Words that are marked in the hits are known to be right.
    """
    marked = {said.lower() for hit in hits for said in _MARKED.findall(hit.title_html + hit.snippet_html)}
    seen = set().union(*map(language.spellings, marked))
    corrected, typed = words[: query.LONGEST_QUERY], list(dict.fromkeys(search.wanted.words[:_CORRECTED_WORDS]))
    typed = [word for word in typed if seen.isdisjoint(language.spellings(word))]
    known = _answered(search, [Wanted(Word(language.spellings(word))) for word in typed])
    unknown = [word for n, word in enumerate(typed) if n not in known]
    search = replace(search, windows=())  # what is proposed are many words, and most of them rare
    for word in unknown:
        others = spelling.similar(word)[:_TRIED]
        better = [_replace(corrected, word, other) for other in others]
        # The last one must make the whole query right; before, it is still wrong elsewhere.
        found = _answered(search, [query.parse(said) for said in (better if word is unknown[-1] else others)])
        if not found:
            return None
        corrected = better[min(found)]
    return corrected if unknown else None


def _answered(search: Search, asked: Sequence[Wanted]) -> set[int]:
    """Gives the numbers of those queries that find something."""
    there = [n for n, wanted in enumerate(asked) if wanted.root is not None]
    if not there:
        return set()
    statement = engine.current().answered(search, [asked[n] for n in there])
    return {there[row[0]] for row in read(statement)}


def _replace(words: str, word: str, better: str) -> str:
    return re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", lambda _: better, words)
