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
from .conditions import INDEX, all_of, at_once, conditions, days, newest_first, quoted

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
            return at_once(f"{there} AND {seen}", most)
        return f"SELECT * FROM ({newest_first(there)}) v WHERE {seen} LIMIT {most}"

    branches = Branches(branch("q", root, "", ":most"), branch("h", root, IF_MORE, ":titled"))
    if search.opened is not None and search.opened.root is not None:
        branches = branches._replace(opened=branch("o", search.opened.root, IF_FEW, ":most"))
    if search.relaxed is not None and search.relaxed.root is not None:
        branches = branches._replace(relaxed=branch("r", search.relaxed.root, IF_NONE, ":relaxed"))
    score = _score(search, values)
    return Statement(page_of(branches, score=score, counts="json_object_agg(kind, n)", kinds=search.kinds), values)


def _score(search: Search, values: dict[str, Any]) -> str:
    values["mine"] = list(search.keys)
    near = ranking.nearness("group_key = ANY(CAST(:mine AS text[]))", "language")
    return f"{_relevance(search, values)} * {ranking.recency('day')} * {ranking.kind_case('kind')} * worth * {near}"


def _relevance(search: Search, values: dict[str, Any]) -> str:
    """BM25's sum over the words: how much each says, times what saturates with how often and where it occurs."""
    said = []
    for n, node in enumerate((search.opened or search.wanted).units):
        idf = search.weights[n] if n < len(search.weights) else 1.0
        ranks = []
        for letter, weight, operands in _operands(node):
            name = f"{letter}{n}"
            # `ts_rank` divides by the number of operands. Numbers are parameters: the statement is prepared once.
            values |= {name: " | ".join(operands), f"of_{name}": idf * weight * len(operands)}
            rank = f"ts_rank('{_WEIGHTS}', tokens, CAST(:{name} AS tsquery), 1)"
            ranks.append(f"CAST(:of_{name} AS REAL) * {rank}")
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
    few = f"SELECT 1 FROM {INDEX} v WHERE v.tokens @@ CAST(quote_literal(asked.token) AS tsquery) LIMIT {_MOST_COUNTED}"
    sql = f"""
    SELECT 'documents' AS what, asked.token AS key, '' AS said,
        COALESCE(common.documents, (SELECT COUNT(*) FROM ({few}) n)) AS number
    FROM unnest(CAST(:asked AS text[])) AS asked(token) LEFT JOIN search_common common ON common.token = asked.token
    UNION ALL SELECT 'documents', '', '', {_ALL}"""
    return Statement(sql, {"asked": list(tokens)})


def answered(search: Search, asked: Sequence[Wanted]) -> Statement:
    """The statement that gives the numbers of those queries that have a hit, whatever `search` itself wants."""
    matched, branches, values = [], [], dict[str, Any]()
    for number, wanted in enumerate(asked):
        assert wanted.root is not None
        queries, name = conditions(search, wanted.root), f"q{number}_"
        # Apart, or PostgreSQL reads the whole table in the hope of coming across one early.
        matched.append(f"{name} AS MATERIALIZED (SELECT id, audience FROM {INDEX} v WHERE {all_of(queries, name)})")
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
