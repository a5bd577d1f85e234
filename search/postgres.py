"""PostgreSQL's full text index over our tokens.

A document is one `tsvector`: its tokens with places and labels (A title and names, B tags, C author, D body), and
marks that let the index itself narrow down: `k/` its kind, `g/` its group, `t/` a token of its heading, `p/` its kind
and a word for completion, `d1/`, `d16/`, `d256/` its day at three grains. Newest matches come first because the days
are asked for window by window until there are enough, so a word that occurs everywhere costs no more than others. Each
condition stands alone (`tokens @@ a AND tokens @@ b`): only then does a GIN index skip from one to the next instead of
reading all.
"""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, column, table, text, update

from portal.core import db

from . import ranking
from .engine import IF_MORE, Entry, Search, Statement, page_of, proposals, shared_parameters, since
from .wanted import All, Either, Node, Phrase, Wanted

INDEX = "search_index"
_LABELS = {"title": "A", "names": "A", "tags": "B", "author": "C", "body": "D"}
_WEIGHTS = "{" + ", ".join(str(weight) for weight in ranking.LABEL_WEIGHTS) + "}"
_GRAINS = (1, 16, 256)
_LAST_PLACE = 16_000
_LEARN = text("""
    WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtext('search_word')) AS mine),
    learnt AS (
        INSERT INTO search_word (plain, backwards, shown)
        SELECT new.* FROM turn, unnest(CAST(:plain AS text[]), CAST(:backwards AS text[]), CAST(:shown AS text[])) new
        WHERE turn.mine ON CONFLICT DO NOTHING
    )
    SELECT mine FROM turn""")
_GAP = 10


def create(suffix: str = "") -> None:
    """Makes an empty index table; a suffix makes it beside the one in use, bare so that it fills quickly."""
    _run(
        f"CREATE TABLE {INDEX}{suffix} (id bigint NOT NULL, kind varchar(32) NOT NULL, audience varchar(64) NOT NULL,"
        " day integer NOT NULL, tokens tsvector NOT NULL)"
    )
    if not suffix:
        finish("")
        _follow_documents()


def finish(suffix: str) -> None:
    """Completes a table that was filled beside with its indexes."""
    table = f"{INDEX}{suffix}"
    _run(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id)")
    # Without the list of pending entries, which every search would have to read through.
    _run(f"CREATE INDEX ix_{table}_tokens ON {table} USING gin (tokens) WITH (fastupdate = off)")


def _follow_documents() -> None:
    _run(
        f"ALTER TABLE {INDEX} ADD CONSTRAINT fk_{INDEX}_id FOREIGN KEY (id)"
        " REFERENCES search_document (id) ON DELETE CASCADE ON UPDATE CASCADE"
    )


def drop(suffix: str = "") -> None:
    """Removes the index table, if there is one."""
    _run(f"DROP TABLE IF EXISTS {INDEX}{suffix}")


def lock() -> None:
    """Keeps others from writing documents until the transaction ends."""
    _run("LOCK TABLE search_document IN EXCLUSIVE MODE")


def swap(suffix: str) -> None:
    """Puts the table with the suffix in the place of the one in use."""
    drop()
    table = f"{INDEX}{suffix}"
    _run(f"ALTER TABLE {table} RENAME CONSTRAINT pk_{table} TO pk_{INDEX}")
    _run(f"ALTER INDEX ix_{table}_tokens RENAME TO ix_{INDEX}_tokens")
    _run(f"ALTER TABLE {table} RENAME TO {INDEX}")
    _follow_documents()


def write(entries: Sequence[Entry], suffix: str = "") -> None:
    """Enters documents, in place of what was there under their ids."""
    insert = f"INSERT INTO {INDEX}{suffix} (id, kind, audience, day, tokens)"
    insert += " VALUES (:id, :kind, :audience, :day, CAST(:tokens AS tsvector))"
    if not suffix:
        insert += " ON CONFLICT (id) DO UPDATE"
        insert += " SET audience = excluded.audience, day = excluded.day, tokens = excluded.tokens"
    db.session.execute(text(insert), [_row(entry) for entry in entries])


def _row(entry: Entry) -> dict[str, Any]:
    row = {"id": entry.id, "kind": entry.kind, "audience": entry.audience, "day": entry.day}
    return row | {"tokens": " ".join((*_placed(entry), *map(_quoted, _marks(entry))))}


def _placed(entry: Entry) -> Iterable[str]:
    places: dict[str, list[str]] = {}
    start = 1
    for name, tokens in entry.fields.items():
        for place, token in enumerate(tokens[: _LAST_PLACE - start], start=start):
            places.setdefault(token, []).append(f"{place}{_LABELS[name]}")
        start = min(start + len(tokens) + _GAP, _LAST_PLACE)  # no phrase reaches from one field into the next
    extra = (_quoted(token) for token in entry.extra if token not in places)
    return (*(f"{_quoted(token)}:{','.join(found)}" for token, found in places.items()), *extra)


def _marks(entry: Entry) -> Iterable[str]:
    heading = {token for name in ("title", "names", "tags") for token in entry.fields[name]}
    yield f"k/{entry.kind}"
    if entry.group:
        yield f"g/{entry.group}"
    yield from (f"d{grain}/{entry.day // grain}" for grain in _GRAINS)
    yield from (f"t/{token}" for token in heading)
    yield from (f"p/{entry.kind}/{word}" for word in entry.surfaces)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def move(id: int, audience: str) -> None:
    """Gives a document another audience."""
    update = f"UPDATE {INDEX} SET audience = :audience WHERE id = :id"
    db.session.execute(text(update), {"id": id, "audience": audience})


def move_all(ids: Select[Any], audience: str) -> None:
    """Gives the selected documents another audience."""
    index = table(INDEX, column("id"), column("audience"))
    db.session.execute(update(index).where(index.c.id.in_(ids)).values(audience=audience))


def remove(id: int, suffix: str = "") -> None:
    """Forgets a document's tokens."""
    db.session.execute(text(f"DELETE FROM {INDEX}{suffix} WHERE id = :id"), {"id": id})


def purge(suffix: str) -> None:
    """Takes out of the table beside what has no document any more."""
    # NOT IN would be asked anew for each row of an index that does not fit the memory of one sort.
    kept = "SELECT 1 FROM search_document d WHERE d.id = v.id AND d.digest <> ''"
    _run(f"DELETE FROM {INDEX}{suffix} v WHERE NOT EXISTS ({kept})")


def find(search: Search) -> Statement:
    """The statement for one page of hits, see `engine.page_of`."""
    root = search.wanted.root
    assert root is not None
    asked = _conditions(search, root, heading=False)
    titled = _conditions(search, root, heading=True)
    seen = f"{search.clause}{since(search)}"
    windows = " UNION ALL ".join(_branch(_all_of(asked), seen, window) for window in _windows())
    heading = _branch(_all_of(titled, "h"), seen + IF_MORE)
    score = f"{_relevance(search)} * {ranking.recency('day')} * {ranking.kind_case('kind')}"
    scored = f"SELECT id, kind, {score} AS score FROM (SELECT * FROM (%s) x LIMIT %s) matched"
    newest, older = scored % (windows, ":most"), scored % (heading, ":titled")
    sql = page_of(newest, older, counts="json_object_agg(kind, n)", kinds=search.kinds)
    values = {f"q{n}": query for n, query in enumerate(asked)} | {f"h{n}": query for n, query in enumerate(titled)}
    values["any"] = " | ".join(_quoted(token) for token in sorted(search.wanted.tokens()))
    values["longer"] = " | ".join(f"{_quoted(prefix)}:*" for prefix in search.wanted.prefixes())
    return Statement(sql, shared_parameters(search) | values | _days(search.today))


def _relevance(search: Search) -> str:
    rank = f"ts_rank('{_WEIGHTS}', tokens, CAST(:%s AS tsquery), 1)"
    # Apart, because `ts_rank` takes a word and the beginning of words with the same letters for one.
    return f"({rank % 'any'} + 0.4 * {rank % 'longer'})" if search.wanted.prefixes() else rank % "any"


def _branch(asked: str, seen: str, window: str = "TRUE") -> str:
    columns = "v.id, v.kind, v.day, v.tokens"
    return f"(SELECT {columns} FROM {INDEX} v WHERE {asked} AND {seen} AND {window})"


def _all_of(conditions: Collection[str], letter: str = "q") -> str:
    return " AND ".join(f"v.tokens @@ CAST(:{letter}{n} AS tsquery)" for n, _ in enumerate(conditions))


def _windows() -> Iterable[str]:
    yield "v.tokens @@ CAST(:days1 AS tsquery)"
    yield "v.tokens @@ CAST(:days16 AS tsquery) AND v.day < :before1"
    yield "v.tokens @@ CAST(:days256 AS tsquery) AND v.day < :before16"
    # Skipped altogether when nothing is that old.
    yield f"v.day < :before256 AND (SELECT MIN(id) FROM {INDEX}) < :oldest"


def _days(today: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for grain in _GRAINS:
        newest = (today + 1) // grain  # clocks of several machines differ: tomorrow may have begun elsewhere
        last = newest - 2 if grain == 1 else newest - 1
        values[f"days{grain}"] = " | ".join(_quoted(f"d{grain}/{n}") for n in range(last, newest + 1))
        values[f"before{grain}"] = last * grain
    from .index import first_id

    return values | {"oldest": first_id(values["before256"])}


def _conditions(search: Search, root: Node, *, heading: bool) -> list[str]:
    nodes = root.nodes if isinstance(root, All) else (root,)
    found = [_query(node, heading=heading) for node in nodes]
    if isinstance(root, All):
        for node in root.without:
            found[0] = f"{found[0]} & !({_query(node, heading=False)})"
    if search.is_narrow:
        found.append(" | ".join(_quoted(f"k/{kind}") for kind in search.kinds))
    if search.group:
        found.append(_quoted(f"g/{search.group}"))
    return found


def _query(node: Node, *, heading: bool) -> str:
    if isinstance(node, All):
        found = "(" + " & ".join(_query(part, heading=heading) for part in node.nodes) + ")"
        return found + "".join(f" & !({_query(part, heading=False)})" for part in node.without)
    if isinstance(node, Either):
        return "(" + " | ".join(_query(part, heading=heading) for part in node.nodes) + ")"
    label = _LABELS.get(node.field, "")
    if isinstance(node, Phrase):
        return "(" + " | ".join(_phrase(reading, label, heading=heading) for reading in node.readings) + ")"
    mark = "t/" if heading and not label else ""
    tokens = dict.fromkeys((*node.tokens, *node.longer))
    words = [_quoted(mark + token) + (f":{label}" if label else "") for token in tokens]
    if node.prefix and not node.longer:
        words.append(f"{_quoted(mark + node.prefix)}:*{label}")
    return "(" + " | ".join(words) + ")"


def _phrase(reading: Sequence[str], label: str, *, heading: bool) -> str:
    label = label or ("A" if heading else "")
    return " <-> ".join(_quoted(token) + (f":{label}" if label else "") for token in reading)


def answered(search: Search, asked: Sequence[Wanted]) -> Statement:
    """The statement that gives the numbers of those queries that have a hit, whatever `search` itself wants."""
    matched, branches, values = [], [], dict[str, Any]()
    for number, wanted in enumerate(asked):
        assert wanted.root is not None
        conditions, name = _conditions(search, wanted.root, heading=False), f"q{number}_"
        # Apart, or PostgreSQL reads the whole table in the hope of coming across one early.
        matched.append(f"{name} AS MATERIALIZED (SELECT id, audience FROM {INDEX} v WHERE {_all_of(conditions, name)})")
        branches.append(f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name} v WHERE {search.clause})")
        values |= {f"{name}{n}": query for n, query in enumerate(conditions)}
    return Statement(f"WITH {', '.join(matched)} {' UNION ALL '.join(branches)}", shared_parameters(search) | values)


def suggest(search: Search, beginnings: Sequence[str]) -> Statement:
    """The statement for new documents of each kind in whose heading every one of the beginnings occurs."""
    branches, typed = [], _days(search.today)
    for place, kind in enumerate(search.kinds):
        name = f"typed{place}_"
        words = {f"{name}{n}": _quoted(f"p/{kind}/{beginning}") + ":*" for n, beginning in enumerate(beginnings)}
        windows = " UNION ALL ".join(_branch(_all_of(words, name), search.clause, window) for window in _windows())
        branches.append(f"(SELECT id, {place} AS place FROM ({windows}) {name} LIMIT :size)")
        typed |= words
    return Statement(proposals(branches), shared_parameters(search) | typed)


def counts_from(value: dict[str, int] | None) -> dict[str, int]:
    """Reads the counts by kind from what the database gave."""
    return value or {}


def learn(words: Sequence[dict[str, str]]) -> bool:
    """Keeps words that are not known yet; leaves them for another time, and says so, while somebody else does it.

    Two transactions that met the same new words in different order would otherwise wait for each other.
    """
    columns = {name: [word[name] for word in words] for name in ("plain", "backwards", "shown")}
    return bool(db.session.scalar(_LEARN, columns))


def _run(sql: str) -> None:
    db.session.execute(text(sql))
