"""SQLite's FTS5 over our tokens.

The tokens hold only letters and digits, so its ASCII tokeniser keeps them whole. Among the other spellings stand marks
that let the index itself narrow down by kind and group; a sign that is no letter keeps them apart from all words.
"""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, text

from portal.core import db

from . import ranking
from .engine import (
    IF_FEW,
    IF_MORE,
    IF_NONE,
    Branches,
    Entry,
    Search,
    Statement,
    page_of,
    proposals,
    shared_parameters,
    since,
)
from .wanted import All, Either, Instead, Node, Phrase, Some, Wanted, Word, length, own

INDEX, SURFACE = "search_index", "search_surface"
COLUMNS = ("title", "tags", "names", "author", "body", "extra")
_HEADING = "{title tags names} : "
_MARK = "\ue000"
_MOST_COUNTED = ranking.COMMON
_NOTHING = '""'
_SAID = "(SELECT COUNT(*) FROM said)"
_USUAL, _NAMED = (
    f"-bm25({INDEX}, {', '.join(str(weights[column]) for column in COLUMNS)})"
    for weights in (ranking.FIELD_WEIGHTS, ranking.NAMED_FIELD_WEIGHTS)
)
_BM25 = f"CASE WHEN {ranking.named('v.kind')} THEN {_NAMED} ELSE {_USUAL} END"


def create(suffix: str = "") -> None:
    """Makes empty index tables; a suffix makes them beside those in use."""
    columns = ", ".join(COLUMNS)
    _run(f"CREATE VIRTUAL TABLE {INDEX}{suffix} USING fts5({columns}, tokenize='ascii')")
    _run(f"CREATE VIRTUAL TABLE {SURFACE}{suffix} USING fts5(words, tokenize='ascii', prefix='1 2 3')")
    if not suffix:
        _follow_documents()


def _follow_documents() -> None:
    gone = f"DELETE FROM {INDEX} WHERE rowid = old.id; DELETE FROM {SURFACE} WHERE rowid = old.id;"
    _run(f"CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document BEGIN {gone} END")
    _run(
        "CREATE TRIGGER search_document_renumbered AFTER UPDATE OF id ON search_document"
        f" WHEN old.id <> new.id BEGIN {gone} END"
    )


def drop(suffix: str = "") -> None:
    """Removes the index tables, if there are any."""
    if not suffix:
        _run("DROP TRIGGER IF EXISTS search_document_deleted")
        _run("DROP TRIGGER IF EXISTS search_document_renumbered")
    _run(f"DROP TABLE IF EXISTS {INDEX}{suffix}")
    _run(f"DROP TABLE IF EXISTS {SURFACE}{suffix}")


def lock() -> None:
    """Keeps others from writing until the transaction ends; SQLite's writers are alone anyway."""


def finish(suffix: str) -> None:
    """Completes tables that were filled beside."""
    settle(suffix)


def settle(suffix: str = "") -> None:
    """Brings the pieces together in which many documents were entered."""
    for table in (f"{INDEX}{suffix}", f"{SURFACE}{suffix}"):
        _run(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def swap(suffix: str) -> None:
    """Puts the tables with the suffix in the place of those in use."""
    drop()
    _run(f"ALTER TABLE {INDEX}{suffix} RENAME TO {INDEX}")
    _run(f"ALTER TABLE {SURFACE}{suffix} RENAME TO {SURFACE}")
    _follow_documents()


def write(entries: Sequence[Entry], suffix: str = "") -> None:
    """Enters documents, in place of what was there under their ids."""
    names = ", ".join(COLUMNS)
    values = ", ".join(f":{column}" for column in COLUMNS)
    insert = f"INSERT OR REPLACE INTO {INDEX}{suffix} (rowid, {names}) VALUES (:id, {values})"
    db.session.execute(text(insert), [_row(entry) for entry in entries])
    typed = [
        {"id": entry.id, "words": " ".join((_mark(entry.kind), *sorted(entry.surfaces)))}
        for entry in entries
        if entry.surfaces
    ]
    if typed:
        insert = f"INSERT OR REPLACE INTO {SURFACE}{suffix} (rowid, words) VALUES (:id, :words)"
        db.session.execute(text(insert), typed)


def _row(entry: Entry) -> dict[str, Any]:
    columns: dict[str, Any] = {name: " ".join(tokens) for name, tokens in entry.fields.items()}
    marks = (_mark(entry.kind), _mark(entry.group)) if entry.group else (_mark(entry.kind),)
    return columns | {"id": entry.id, "extra": " ".join((*sorted(entry.extra), *marks))}


def _mark(name: str) -> str:
    return _MARK + "".join(letter for letter in name.lower() if letter.isalnum())


def move(id: int, audience: str) -> None:
    """Gives a document another audience; it is read from the document's own row."""


def move_all(ids: Select[Any], audience: str) -> None:
    """Gives many documents another audience; it is read from the documents' own rows."""


def remove(id: int, suffix: str = "") -> None:
    """Forgets a document's tokens."""
    for table in (INDEX, SURFACE):
        db.session.execute(text(f"DELETE FROM {table}{suffix} WHERE rowid = :id"), {"id": id})


def purge(suffix: str) -> None:
    """Takes out of the tables beside what has no document any more."""
    for table in (INDEX, SURFACE):
        _run(f"DELETE FROM {table}{suffix} WHERE rowid NOT IN (SELECT id FROM search_document WHERE digest <> '')")


def find(search: Search) -> Statement:
    """The statement for one page of hits, see `engine.page_of`."""
    telling, has_common = _telling(search)
    score = _BM25 if telling != search.wanted.root or not search.common else "1.0"
    near = f"{ranking.recency('v.day')} * {ranking.kind_case('v.kind')} * v.worth"
    near += f" * {ranking.nearness(_is_own(search), 'v.language')}"
    branch = f"""SELECT * FROM (SELECT v.id, v.kind, %s * {near} AS score FROM {INDEX}
        JOIN search_document v ON v.id = {INDEX}.rowid
        WHERE {INDEX} MATCH %s AND {search.clause}{since(search)}%s ORDER BY {INDEX}.rowid DESC LIMIT %s)"""
    has_words = has_common.replace("%s", "common")
    newest = branch % (score, ":everywhere", has_words, ":most")
    if own(telling) != telling:
        weight = ranking.OTHERS_WEIGHT * length(own(telling)) / length(telling)
        otherwise = branch % (f"{weight:.2f} * {_BM25}", ":otherwise", has_words, f":most - {_SAID}")
        newest = f"WITH said AS MATERIALIZED ({newest}) SELECT * FROM said UNION ALL {otherwise}"
    branches = Branches(
        newest,
        branch % (score.replace("1.0", "2.0"), _if(IF_MORE, "heading"), has_common.replace("%s", "headed"), ":titled"),
        branch % (_BM25, _if(IF_FEW, "begun"), "", ":most"),
        branch % (_BM25, _if(IF_NONE, "some"), "", ":most"),
    )
    values = {f"mine{n}": key for n, key in enumerate(search.keys)} | _queries(search, telling)
    sql = page_of(branches, score="score", counts="json_group_object(kind, n)", kinds=search.kinds)
    return Statement(sql, shared_parameters(search) | values)


def _telling(search: Search) -> tuple[Node, str]:
    """What is ranked, and the condition that what nearly all documents have is there too.

    bm25 counts all documents with each word before it ranks one, so common words are asked for apart.
    """
    assert search.wanted.root is not None
    rest = tuple(node for node in search.wanted.units if node not in search.common)
    if not search.common or not rest:
        return search.wanted.root, ""
    there = f" AND EXISTS (SELECT 1 FROM {INDEX}(:%s{{n}}) WHERE rowid = v.id)"
    return All(rest), "".join(there.format(n=n) for n, _ in enumerate(search.common))


def _queries(search: Search, telling: Node) -> dict[str, str]:
    marks, said, root = _marked(search), own(telling), search.wanted.root
    queries = {"everywhere": marks + _match(said), "heading": marks + _match(said, _HEADING)}
    queries |= {"begun": _NOTHING, "some": _NOTHING}
    if said != telling:
        queries["otherwise"] = marks + f"({_match(telling)} NOT {_match(said)})"
    if search.opened is not None and search.opened.root is not None and root is not None:
        queries["begun"] = marks + f"({_match(search.opened.root)} NOT {_match(root)})"
    if search.relaxed is not None and search.relaxed.root is not None:
        queries["some"] = marks + _match(search.relaxed.root)
    for n, node in enumerate(search.common):
        queries |= {f"common{n}": _match(node), f"headed{n}": _match(node, _HEADING)}
    return queries


def _if(condition: str, query: str) -> str:
    # A condition beside MATCH would be asked after the index was: this one decides what the index is asked.
    return f"CASE WHEN {condition} THEN :{query} ELSE '{_NOTHING}' END"


def _is_own(search: Search) -> str:
    return f"v.group_key IN ({', '.join(f':mine{n}' for n, _ in enumerate(search.keys))})"


def _marked(search: Search) -> str:
    marks = ""
    if search.is_narrow:
        marks += "(" + " OR ".join(f'"{_mark(kind)}"' for kind in search.kinds) + ") AND "
    return f'{marks}"{_mark(search.group)}" AND ' if search.group else marks


def _match(node: Node, columns: str = "") -> str:
    """Writes a query in FTS5's language; tokens are letters and digits, quoted all the same."""
    if isinstance(node, All):
        found = "(" + " AND ".join(_match(part, columns) for part in node.nodes) + ")"
        for part in node.without:
            found = f"({found} NOT {_match(part)})"
        return found
    if isinstance(node, Either):
        return "(" + " OR ".join(_match(part, columns) for part in node.nodes) + ")"
    if isinstance(node, Instead):
        return _match(Either((node.node, *node.others)), columns)
    if isinstance(node, Some):
        there = _match(Either(node.nodes), columns)
        # bm25 counts what stands in the expression, so what need not be there stands beside what has to.
        return f"({there} OR ({there} AND {_match(Either(node.others), columns)}))" if node.others else there
    where = f"{node.field} : " if node.field else columns
    return f"({where}({' OR '.join(_leaf(node))}))"


def _leaf(node: Word | Phrase) -> list[str]:
    if isinstance(node, Phrase):
        return [f'"{" ".join(reading)}"' for reading in node.readings]
    words = [f'"{token}"' for token in node.tokens]
    return [*words, f'"{node.prefix}" *'] if node.prefix else words


def answered(search: Search, asked: Sequence[Wanted]) -> Statement:
    """The statement that gives the numbers of those queries that have a hit, whatever `search` itself wants."""
    branches, values = [], {}
    for number, wanted in enumerate(asked):
        assert wanted.root is not None
        branches.append(f"""SELECT {number} WHERE EXISTS (SELECT 1 FROM {INDEX} JOIN search_document v
            ON v.id = {INDEX}.rowid WHERE {INDEX} MATCH :q{number} AND {search.clause})""")
        values[f"q{number}"] = _marked(search) + _match(wanted.root)
    return Statement(" UNION ALL ".join(branches), shared_parameters(search) | values)


def counted(tokens: Sequence[str]) -> Statement:
    """The part of a statement that counts the documents with each token, up to a limit; relevance is FTS5's own."""
    branches, values = [], dict[str, Any]()
    for n, token in enumerate(tokens):
        among = f"(SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH :match{n} LIMIT {_MOST_COUNTED})"
        branches.append(
            f"SELECT 'documents' AS what, :token{n} AS key, '' AS said, (SELECT COUNT(*) FROM {among}) AS number"
        )
        values |= {f"token{n}": token, f"match{n}": f'"{token}"'}
    return Statement(" UNION ALL ".join(branches), values)


def suggest(search: Search, beginnings: Sequence[str]) -> Statement:
    """The statement for the newest documents of each kind in whose heading every one of the beginnings occurs."""
    branches, queries = [], {}
    typed = " AND ".join(f'"{beginning}" *' for beginning in beginnings)
    for n, kind in enumerate(search.kinds):
        branches.append(f"""SELECT * FROM (SELECT v.id, {n} AS place FROM {SURFACE}
            JOIN search_document v ON v.id = {SURFACE}.rowid
            WHERE {SURFACE} MATCH :typed{n} AND {search.clause} ORDER BY {SURFACE}.rowid DESC LIMIT :size)""")
        queries[f"typed{n}"] = f'{typed} AND "{_mark(kind)}"'
    return Statement(proposals(branches), shared_parameters(search) | queries)


def counts_from(value: str | None) -> dict[str, int]:
    """Reads the counts by kind from what the database gave."""
    return dict(json.loads(value)) if value else {}


def learn(words: Sequence[dict[str, str]]) -> bool:
    """Keeps words that are not known yet; says that they are kept."""
    insert = "INSERT OR IGNORE INTO search_word (plain, backwards, shown) VALUES (:plain, :backwards, :shown)"
    db.session.execute(text(insert), list(words))
    return True


def _run(sql: str) -> None:
    db.session.execute(text(sql))
