"""PostgreSQL's tables: making them, filling them, putting one in another's place."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, column, table, text, update

from portal.core import db

from .. import ranking
from ..engine import Entry
from . import windows
from .conditions import FIELD_MARKS, GRAINS, INDEX, LABELS, NAMED_LABELS, quoted

_LAST_PLACE = 16_000
_GAP = 10
_SAMPLE = 300
"""PostgreSQL looks at 300 documents for each; about 3,000 words are then known to be common."""
_FEWEST = 50
"""Words of fewer documents are counted when they are asked for: tomorrow there may be many times as many."""
_LEARN = text("""
    WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtext('search_word')) AS mine),
    learnt AS (
        INSERT INTO search_word (plain, backwards, shown)
        SELECT new.* FROM turn, unnest(CAST(:plain AS text[]), CAST(:backwards AS text[]), CAST(:shown AS text[])) new
        WHERE turn.mine ON CONFLICT DO NOTHING
    )
    SELECT mine FROM turn""")


def create(suffix: str = "") -> None:
    """Makes an empty index table; a suffix makes it beside the one in use, bare so that it fills quickly."""
    _run(
        f"CREATE TABLE {INDEX}{suffix} (id bigint NOT NULL, kind varchar(32) NOT NULL, audience varchar(64) NOT NULL,"
        " day integer NOT NULL, tokens tsvector NOT NULL, worth real NOT NULL DEFAULT 1,"
        " language varchar(2) NOT NULL DEFAULT '', group_key varchar(64))"
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
    settle(suffix)


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


def settle(suffix: str = "") -> None:
    """Counts anew which words are common, from a sample as for plans, and divides what has grown into windows."""
    _run(f"ALTER TABLE {INDEX}{suffix} ALTER COLUMN tokens SET STATISTICS {_SAMPLE}")
    _run(f"ANALYZE {INDEX}{suffix}")
    _run("DELETE FROM search_common")
    _run(f"""
        INSERT INTO search_common (token, documents)
        SELECT word, MAX(part * t.reltuples) AS documents FROM pg_class t, pg_stats s,
            unnest(CAST(CAST(s.most_common_elems AS text) AS text[]), s.most_common_elem_freqs) e(word, part)
        WHERE t.oid = CAST('{INDEX}{suffix}' AS regclass) AND s.schemaname = current_schema()
            AND s.tablename = '{INDEX}{suffix}' AND s.attname = 'tokens'
            AND word NOT LIKE '%/%' AND part * t.reltuples >= {_FEWEST} GROUP BY word""")
    windows.keep(suffix)


def swap(suffix: str) -> None:
    """Puts the table with the suffix in the place of the one in use."""
    drop()
    windows.follow(suffix)
    table = f"{INDEX}{suffix}"
    _run(f"ALTER TABLE {table} RENAME CONSTRAINT pk_{table} TO pk_{INDEX}")
    _run(f"ALTER INDEX ix_{table}_tokens RENAME TO ix_{INDEX}_tokens")
    _run(f"ALTER TABLE {table} RENAME TO {INDEX}")
    _follow_documents()


def write(entries: Sequence[Entry], suffix: str = "") -> None:
    """Enters documents, in place of what was there under their ids."""
    insert = f"INSERT INTO {INDEX}{suffix} (id, kind, audience, day, tokens, worth, language, group_key)"
    insert += " VALUES (:id, :kind, :audience, :day, CAST(:tokens AS tsvector), :worth, :language, :group)"
    if not suffix:
        insert += " ON CONFLICT (id) DO UPDATE"
        insert += " SET audience = excluded.audience, day = excluded.day, tokens = excluded.tokens,"
        insert += " worth = excluded.worth, language = excluded.language, group_key = excluded.group_key"
    db.session.execute(text(insert), [_row(entry) for entry in entries])


def _row(entry: Entry) -> dict[str, Any]:
    row = {"id": entry.id, "kind": entry.kind, "audience": entry.audience, "day": entry.day}
    row |= {"worth": entry.worth, "language": entry.language, "group": entry.group}
    return row | {"tokens": " ".join((*_placed(entry), *map(quoted, _marks(entry))))}


def _placed(entry: Entry) -> Iterable[str]:
    labels = NAMED_LABELS if entry.kind in ranking.NAMED else LABELS
    places: dict[str, list[str]] = {}
    start = 1
    for name, tokens in entry.fields.items():
        for place, token in enumerate(tokens[: _LAST_PLACE - start], start=start):
            places.setdefault(token, []).append(f"{place}{labels[name]}")
        start = min(start + len(tokens) + _GAP, _LAST_PLACE)  # no phrase reaches from one field into the next
    extra = (quoted(token) for token in entry.extra if token not in places)
    return (*(f"{quoted(token)}:{','.join(found)}" for token, found in places.items()), *extra)


def _marks(entry: Entry) -> Iterable[str]:
    heading = {token for name in ("title", "names", "tags") for token in entry.fields[name]}
    yield f"k/{entry.kind}"
    if entry.group:
        yield f"g/{entry.group}"
    yield from (f"d{grain}/{entry.day // grain}" for grain in GRAINS)
    yield from (f"t/{token}" for token in heading | entry.heading_parts)
    for name, mark in FIELD_MARKS.items():
        yield from {f"{mark}{token}" for token in entry.fields[name]}
    yield from (f"p/{entry.kind}/{word}" for word in entry.surfaces)


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


def learn(words: Sequence[dict[str, str]]) -> bool:
    """Keeps words that are not known yet; leaves them for another time, and says so, while somebody else does it.

    Two transactions that met the same new words in different order would otherwise wait for each other.
    """
    columns = {name: [word[name] for word in words] for name in ("plain", "backwards", "shown")}
    return bool(db.session.scalar(_LEARN, columns))


def _run(sql: str) -> None:
    db.session.execute(text(sql))
