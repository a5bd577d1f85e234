"""Windows of a large index: each so many documents that follow one another, with an index of their own.

The lists of a word grow with all that was ever written, and an index gives them whole. Asked window by window, the
newest first, a search costs about the same however much there is behind. The index over everything answers for what is
older than the windows, and alone in a company that has written less. What windows there are is told by the names of
their indexes.
"""
# ruff: noqa: S608  (names and numbers of our own; values are parameters)

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy import text

from portal.core import db

from .conditions import INDEX, matching

DOCUMENTS = 150_000
"""Documents of a window; the newest one grows to twice that before it is divided."""

MOST = 4
"""Windows there are at most; what is older is asked for all at once."""


def named(suffix: str = "") -> str:
    """The name of a window's index, up to the lowest id in it."""
    return f"ix_{INDEX}{suffix}_from_"


def asked(suffix: str = "") -> str:
    """The part of a statement that gives the windows there are: the lowest id in each, as its key."""
    name = named(suffix)
    return f"""SELECT 'window' AS what, substr(CAST(c.relname AS text), {len(name) + 1}) AS key, '' AS said, 0 AS number
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = CAST('{INDEX}{suffix}' AS regclass) AND starts_with(CAST(c.relname AS text), '{name}')"""


def there(suffix: str = "") -> list[int]:
    """The lowest ids of the windows there are, in order."""
    return sorted(int(row.key) for row in db.session.execute(text(asked(suffix))))


def keep(suffix: str = "") -> None:
    """Divides what has grown and gives up the oldest; the last of a transaction.

    Nobody can write meanwhile, about a second a window.
    """
    lows = there(suffix)
    start = lows[-1] if lows else 0
    newest = f"FROM {INDEX}{suffix} WHERE id >= {start}"
    number = db.session.scalar(text(f"SELECT COUNT(*) {newest}"))
    if number < 2 * DOCUMENTS:
        return
    size = -(-number // (number // DOCUMENTS))
    counted = f"SELECT id, row_number() OVER (ORDER BY id) AS n {newest}"
    others = f"SELECT id FROM ({counted}) v WHERE n > 1 AND n % {size} = 1 ORDER BY id"
    edges = [start, *db.session.scalars(text(others))]
    kept = [*lows[:-1], *edges][-MOST:]
    made = [(low, condition) for low, condition in zip(kept, _bounds(kept), strict=True) if low in edges]
    for low, condition in made:
        index = f"CREATE INDEX {named(suffix)}new_{low} ON {INDEX}{suffix} USING gin (tokens) WITH (fastupdate = off)"
        _run(f"{index} WHERE {condition}")
    # Last of all: from here to the end of the transaction readers wait as well.
    for low in set(lows).difference(kept).union({start}.intersection(lows)):
        _run(f"DROP INDEX {named(suffix)}{low}")
    for low, _condition in made:
        _run(f"ALTER INDEX {named(suffix)}new_{low} RENAME TO {named(suffix)}{low}")


def follow(suffix: str) -> None:
    """Gives the windows of a table with a suffix their names in the one in use."""
    for low in there(suffix):
        _run(f"ALTER INDEX {named(suffix)}{low} RENAME TO {named()}{low}")


def each(windows: Sequence[int], condition: str) -> list[str]:
    """The SQL of the documents for which the condition holds, in any order: of each window, newest first, and older."""
    found = [matching(f"{bounds} AND {condition}") for bounds in _bounds(windows, "v.")]
    return [*reversed(found), matching(f"v.id < {windows[0]} AND {condition}")]


def _bounds(lows: Sequence[int], of: str = "") -> Iterator[str]:
    yield from (f"{of}id >= {low} AND {of}id < {high}" for low, high in pairwise(lows))
    yield f"{of}id >= {lows[-1]}"


def _run(sql: str) -> None:
    db.session.execute(text(sql))
