"""The statements that find, count and propose."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Collection, Iterable, Sequence
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
from ..wanted import Instead, Node, Wanted, Word, leaves, tokens_of
from .conditions import INDEX, all_of, conditions, days, quoted, windows

_WEIGHTS = "{" + ", ".join(str(weight) for weight in ranking.LABEL_WEIGHTS) + "}"
_ALL = f"""(SELECT CASE WHEN reltuples < 1 THEN (SELECT COUNT(*) FROM {INDEX}) ELSE reltuples END
    FROM pg_class WHERE oid = CAST('{INDEX}' AS regclass))"""


def find(search: Search) -> Statement:
    """The statement for one page of hits, see `engine.page_of`."""
    root = search.wanted.root
    assert root is not None
    asked, titled = conditions(search, root), conditions(search, root, heading=True)
    values = _values("q", asked) | _values("h", titled)
    seen = f"{search.clause}{since(search)}"
    older = _branch(all_of(titled, "h"), seen + IF_MORE)
    branches = Branches(_newest(asked, "q", seen, ":most"), f"SELECT * FROM {older} x LIMIT :titled")
    if search.opened is not None and search.opened.root is not None:
        opened = conditions(search, search.opened.root)
        branches = branches._replace(opened=_newest(opened, "o", seen + IF_FEW, ":most"))
        values |= _values("o", opened)
    if search.relaxed is not None and search.relaxed.root is not None:
        relaxed = conditions(search, search.relaxed.root)
        branches = branches._replace(relaxed=_newest(relaxed, "r", seen + IF_NONE, ":relaxed"))
        values |= _values("r", relaxed)
    score = f"{_relevance(search, values)} * {ranking.recency('day')} * {ranking.kind_case('kind')} * worth"
    score += f" * {ranking.nearness(len(search.keys), 'group_key', 'language')}"
    sql = page_of(branches, score, counts="json_object_agg(kind, n)", kinds=search.kinds)
    return Statement(sql, shared_parameters(search) | values | days(search.today))


def _values(letter: str, conditions: Collection[str]) -> dict[str, Any]:
    return {f"{letter}{n}": query for n, query in enumerate(conditions)}


def _newest(conditions: Collection[str], letter: str, seen: str, most: str) -> str:
    newest_first = " UNION ALL ".join(_branch(all_of(conditions, letter), seen, window) for window in windows())
    return f"SELECT * FROM ({newest_first}) x LIMIT {most}"


def _relevance(search: Search, values: dict[str, Any]) -> str:
    """BM25's sum over the words: how much each says, times what saturates with how often and where it occurs."""
    said = []
    units = (search.opened or search.wanted).units
    for n, node in enumerate(units):
        parts = []
        for letter, weight, operands in _operands(node):
            values[f"{letter}{n}"] = " | ".join(operands)
            # `ts_rank` divides by the number of operands; normalised by the logarithm of the length.
            rank = f"ts_rank('{_WEIGHTS}', tokens, CAST(:{letter}{n} AS tsquery), 1)"
            parts.append(f"{weight * len(operands):.3f} * {rank}")
        idf = search.weights[n] if n < len(search.weights) else 1.0
        said.append(f"{idf:.2f} * GREATEST({', '.join(parts)})" if len(parts) > 1 else f"{idf:.2f} * {parts[0]}")
    return f"CAST({' + '.join(said)} AS REAL)"


def _operands(node: Node) -> Iterable[tuple[str, float, list[str]]]:
    """Own tokens, those of other expressions, and beginnings of words; apart, since each counts differently."""
    own = node.node if isinstance(node, Instead) else node
    yield "s", 1.0, [quoted(token) for token in sorted(tokens_of(own))]
    if isinstance(node, Instead):
        others = sorted({token for other in node.others for token in tokens_of(other)})
        yield "i", ranking.OTHERS_WEIGHT, [quoted(token) for token in others]
    begun = [leaf for leaf in leaves(own) if isinstance(leaf, Word) and leaf.prefix]
    if begun:
        longer = [quoted(token) for leaf in begun for token in leaf.longer]
        yield "l", ranking.BEGUN_WEIGHT, longer or [f"{quoted(leaf.prefix)}:*" for leaf in begun]


def _branch(asked: str, seen: str, window: str = "TRUE") -> str:
    columns = "v.id, v.kind, v.day, v.tokens, v.worth, v.language, v.group_key"
    return f"(SELECT {columns} FROM {INDEX} v WHERE {asked} AND {seen} AND {window})"


def counted(tokens: Sequence[str]) -> Statement:
    """The part of a statement that counts the documents with each token, and all (with an empty key).

    Common words are known from the planner's statistics; the others are counted, up to a limit.
    """
    counted = f"SELECT 1 FROM {INDEX} v WHERE v.tokens @@ CAST(quote_literal(asked.token) AS tsquery) LIMIT 1000"
    sql = f"""
    SELECT 'documents' AS what, asked.token AS key, '' AS said,
        COALESCE(common.part * {_ALL}, (SELECT COUNT(*) FROM ({counted}) n)) AS number
    FROM unnest(CAST(:asked AS text[])) AS asked(token) LEFT JOIN (
        SELECT e.word, MAX(e.part) AS part FROM pg_stats s,
            unnest(CAST(CAST(s.most_common_elems AS text) AS text[]), s.most_common_elem_freqs) AS e(word, part)
        WHERE s.schemaname = current_schema() AND s.tablename = '{INDEX}' AND s.attname = 'tokens' GROUP BY e.word
    ) common ON common.word = asked.token
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
        newest = " UNION ALL ".join(_branch(all_of(words, name), search.clause, window) for window in windows())
        branches.append(f"(SELECT id, {place} AS place FROM ({newest}) {name} LIMIT :size)")
        typed |= words
    return Statement(proposals(branches), shared_parameters(search) | typed)


def counts_from(value: dict[str, int] | None) -> dict[str, int]:
    """Reads the counts by kind from what the database gave."""
    return value or {}
