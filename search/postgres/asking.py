"""The statements that find, count and propose."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Iterable, Sequence
from typing import Any

from .. import ranking
from ..engine import (
    IF_FEW,
    IF_MORE,
    IF_NONE,
    Branches,
    Search,
    Statement,
    page_of,
    proposals,
    shared_parameters,
    since,
)
from ..wanted import Instead, Node, Wanted, Word, leaves, length, tokens_of
from . import windows
from .conditions import INDEX, all_of, conditions, days, matching, newest_first, quoted

_WEIGHTS = "{" + ", ".join(str(weight) for weight in ranking.LABEL_WEIGHTS) + "}"
_MOST_COUNTED = ranking.RARE
_MISJUDGED = 2_000
"""Where PostgreSQL believes that there are fewer documents than that, it may be far off, and counting costs little."""
_FIRST = f"SELECT COUNT(*) FROM (SELECT 1 FROM {INDEX} LIMIT {_MISJUDGED}) first"
_ALL = f"""(SELECT CASE WHEN reltuples < {_MISJUDGED} THEN ({_FIRST}) ELSE reltuples END
    FROM pg_class WHERE oid = CAST('{INDEX}' AS regclass))"""


def find(search: Search) -> Statement:
    """The statement for one page of hits, see `engine.page_of`."""
    root = search.wanted.root
    assert root is not None
    values = shared_parameters(search) | days(search.today)
    seen = f"{search.clause}{since(search)}"

    def branch(letter: str, node: Node, condition: str, most: str) -> str:
        asked = conditions(search, node, heading=letter == "h")
        values.update({f"{letter}{n}": query for n, query in enumerate(asked)})
        is_few = {"q": search.is_rare, "h": search.is_rare, "r": search.is_some_rare}.get(letter, False)
        there = " AND ".join(filter(None, (all_of(asked, letter, is_hidden=is_few), condition)))
        if is_few:
            return _at_once(there, seen, most, () if letter == "h" else search.windows)
        return f"SELECT * FROM ({newest_first(there)}) v WHERE {seen} LIMIT {most}"

    # What is read at once comes in order: those with the words in the heading go on where it ends.
    older = f"{IF_MORE} AND v.id < (SELECT MIN(id) FROM newest)" if search.is_rare else IF_MORE
    branches = Branches(branch("q", root, "", ":most"), branch("h", root, older, ":titled"))
    if search.opened is not None and search.opened.root is not None:
        branches = branches._replace(opened=branch("o", search.opened.root, IF_FEW, ":most"))
    if search.relaxed is not None and search.relaxed.root is not None:
        branches = branches._replace(relaxed=branch("r", search.relaxed.root, IF_NONE, ":most"))
    score = _score(search, values)
    return Statement(page_of(branches, score=score, counts="json_object_agg(kind, n)", kinds=search.kinds), values)


def _at_once(condition: str, seen: str, most: str, lows: Sequence[int]) -> str:
    """The SQL of the newest documents for which both conditions hold: out of all, or window by window."""
    # OFFSET keeps PostgreSQL from walking through everything by id in the hope of coming across enough early.
    if not lows:
        return f"SELECT * FROM ({matching(f'{condition} AND {seen}')} OFFSET 0) v ORDER BY id DESC LIMIT {most}"
    each = [f"(SELECT * FROM ({found} OFFSET 0) v ORDER BY id DESC)" for found in windows.each(lows, condition)]
    # Here it keeps the second condition outside, or the keys were sorted anew for each window.
    return f"SELECT * FROM (SELECT * FROM ({' UNION ALL '.join(each)}) v OFFSET 0) v WHERE {seen} LIMIT {most}"


def _score(search: Search, values: dict[str, Any]) -> str:
    values["mine"] = list(search.keys)
    near = ranking.nearness("group_key = ANY(CAST(:mine AS text[]))", "language")
    return f"{_relevance(search, values)} * {ranking.recency('day')} * {ranking.kind_case('kind')} * worth * {near}"


def _relevance(search: Search, values: dict[str, Any]) -> str:
    """BM25's sum over the words: how much each says, times what saturates with how often and where it occurs."""
    said = []
    asked = search.wanted.units
    for n, node in enumerate((search.opened or search.wanted).units):
        idf = search.weights[n] if n < len(search.weights) else 1.0
        ranks = []
        for letter, weight, operands in _operands(node):
            name = f"{letter}{n}"
            # `ts_rank` divides by the number of operands. Numbers are parameters: the statement is prepared once.
            values |= {name: " | ".join(operands), f"of_{name}": idf * weight * len(operands)}
            rank = f"CAST(:of_{name} AS REAL) * ts_rank('{_WEIGHTS}', tokens, CAST(:{name} AS tsquery), 1)"
            # What has the words as asked for is not looked through for longer ones besides.
            ranks.append(f"CASE WHEN tier < 1 THEN {rank} END" if letter == "l" and node != asked[n] else rank)
        said.append(f"GREATEST({', '.join(ranks)})" if len(ranks) > 1 else ranks[0])
    return f"({' + '.join(said)})"


def _operands(node: Node) -> Iterable[tuple[str, float, list[str]]]:
    """Own tokens, those of other expressions, and beginnings of words; apart, since each counts differently."""
    own = node.node if isinstance(node, Instead) else node
    yield "s", 1.0, [quoted(token) for token in sorted(tokens_of(own))]
    if isinstance(node, Instead):
        others = sorted({token for other in node.others for token in tokens_of(other)})
        yield "i", ranking.OTHERS_WEIGHT / length(node), [quoted(token) for token in others]
    begun = [leaf for leaf in leaves(own) if isinstance(leaf, Word) and leaf.prefix]
    if begun:
        longer = [quoted(token) for leaf in begun for token in leaf.longer]
        yield "l", ranking.BEGUN_WEIGHT, longer or [f"{quoted(leaf.prefix)}:*" for leaf in begun]


def counted(tokens: Sequence[str]) -> Statement:
    """The part of a statement that counts the documents with each token, and all (with an empty key).

    What is common was counted before (see `tables.settle`); the rest are few and counted now, up to a limit.
    """
    # Values one by one: of a list PostgreSQL expects ten, and would plan anew each time.
    values = {f"asked{n}": token for n, token in enumerate(tokens)}
    rows = ", ".join(f"(CAST(:{name} AS text))" for name in values)
    few = f"SELECT 1 FROM {INDEX} v WHERE v.tokens @@ CAST(quote_literal(asked.token) AS tsquery) LIMIT {_MOST_COUNTED}"
    sql = f"""
    {windows.asked()}
    UNION ALL SELECT 'documents' AS what, asked.token AS key, '' AS said,
        COALESCE(common.documents, (SELECT COUNT(*) FROM ({few}) n)) AS number
    FROM (VALUES {rows}) AS asked (token) LEFT JOIN search_common common ON common.token = asked.token
    UNION ALL SELECT 'documents', '', '', {_ALL}"""
    return Statement(sql, values)


def answered(search: Search, asked: Sequence[Wanted]) -> Statement:
    """The statement that gives the numbers of those queries that have a hit, whatever `search` itself wants."""
    matched, branches, values = [], [], dict[str, Any]()
    for number, wanted in enumerate(asked):
        assert wanted.root is not None
        queries, name = conditions(search, wanted.root), f"q{number}_"
        there = all_of(queries, name, is_hidden=True)
        found = windows.each(search.windows, there) if search.windows else [matching(there)]
        # Apart, or PostgreSQL reads the whole table in the hope of coming across one early.
        matched.append(f"{name} AS MATERIALIZED ({' UNION ALL '.join(found)})")
        branches.append(f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name} v WHERE {search.clause})")
        values |= {f"{name}{n}": query for n, query in enumerate(queries)}
    return Statement(f"WITH {', '.join(matched)} {' UNION ALL '.join(branches)}", shared_parameters(search) | values)


def suggest(search: Search, beginnings: Sequence[str]) -> Statement:
    """The statement for new documents of each kind in whose heading every one of the beginnings occurs."""
    branches, typed = [], days(search.today)
    for place, kind in enumerate(search.kinds):
        name = f"typed{place}_"
        words = {f"{name}{n}": quoted(f"p/{kind}/{beginning}") + ":*" for n, beginning in enumerate(beginnings)}
        newest = newest_first(all_of(words, name))
        branches.append(f"(SELECT id, {place} AS place FROM ({newest}) v WHERE {search.clause} LIMIT :size)")
        typed |= words
    return Statement(proposals(branches), shared_parameters(search) | typed)


def counts_from(value: dict[str, int] | None) -> dict[str, int]:
    """Reads the counts by kind from what the database gave."""
    return value or {}
