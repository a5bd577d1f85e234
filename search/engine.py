"""What both engines are given and give back; chooses the engine of the database at hand."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from portal.core import db

from . import ranking
from .wanted import Node, Wanted


class Entry(NamedTuple):
    """A document as tokens: in order for each field, and without order its other spellings and typed forms."""

    id: int
    kind: str
    audience: str
    day: int
    group: str | None
    fields: Mapping[str, list[str]]
    extra: Iterable[str]
    surfaces: Iterable[str]
    heading_parts: frozenset[str] = frozenset()
    """Parts of compounds in the heading."""
    worth: float = 1.0
    language: str = ""


@dataclass(frozen=True)
class Search:
    """What is to be found: the query, the rule who may see as SQL with its parameters, and the filters."""

    wanted: Wanted
    clause: str
    parameters: Mapping[str, Any]
    today: int
    opened: Wanted | None = None
    """What is found besides where there are few: longer words."""
    relaxed: Wanted | None = None
    """What is found where next to nothing has all the words: those that have some."""
    weights: tuple[float, ...] = ()
    """How much each of the words says; none where all say as much."""
    common: tuple[Node, ...] = ()
    """Those of the words that so many documents have that they say next to nothing."""
    is_rare: bool = False
    """Whether so few documents can have all words that they are looked at at once, however old."""
    is_some_rare: bool = False
    """The same for some of the words."""
    windows: tuple[int, ...] = ()
    """The lowest ids of the windows into which a large index is divided (see `postgres/windows.py`)."""
    keys: tuple[str, ...] = ()
    """The groups of the searcher, and the language: what belongs to them counts a little more."""
    language: str = ""
    kinds: tuple[str, ...] = ()
    is_narrow: bool = False
    """Whether only documents of these kinds are candidates; otherwise all are counted and these shown."""
    group: str | None = None
    since: int | None = None
    size: int = 20
    offset: int = 0


class Statement(NamedTuple):
    """SQL and its parameters."""

    sql: str
    parameters: dict[str, Any]


DOCUMENT = "d.kind, d.subject_id, d.title, d.tags, d.names, d.author, d.body, d.files, d.at, d.group_key"


IF_MORE = "(SELECT n FROM many) >= :most"
"""The SQL condition under which there are more matches than the newest that were looked at."""
IF_FEW = "(SELECT n FROM many) < :few"
"""The one under which longer words are looked for as well."""
IF_NONE = "(SELECT whole FROM whole) < :none"
"""The one under which some of the words are enough."""
_NOTHING = "SELECT * FROM newest WHERE 1 = 0"


class Branches(NamedTuple):
    """The SQL of candidates: the newest with all words, older ones with them in the heading, and what comes instead."""

    newest: str
    titled: str
    opened: str = _NOTHING
    relaxed: str = _NOTHING


def page_of(branches: Branches, *, score: str, counts: str, kinds: tuple[str, ...]) -> str:
    """The SQL that counts candidates by kind and gives one page of them, best first, with their documents.

    There is always a row, which carries the counts and how many have the words as asked for; without hits its `id` is
    NULL. Candidates have id, kind and what `score` is made of, beside `tier`, which is less than 1 for what does not
    have all the words as asked for: the later the branch, the less it counts.
    """
    chosen = f"WHERE kind IN ({', '.join(f':kind{n}' for n, _ in enumerate(kinds))})" if kinds else ""
    tiers = ((1.0, "newest"), (1.0, "titled"), (ranking.OPENED_WEIGHT, "opened"), (ranking.RELAXED_WEIGHT, "relaxed"))
    found = " UNION ALL ".join(f"SELECT CAST({weight} AS REAL) AS tier, {name}.* FROM {name}" for weight, name in tiers)
    return f"""
    WITH newest AS MATERIALIZED ({branches.newest}),
    many AS MATERIALIZED (SELECT COUNT(*) AS n FROM newest),
    titled AS MATERIALIZED ({branches.titled}),
    opened AS MATERIALIZED ({branches.opened}),
    whole AS MATERIALIZED (
        SELECT COUNT(*) AS whole FROM (SELECT id FROM newest UNION SELECT id FROM opened) either),
    relaxed AS MATERIALIZED ({branches.relaxed}),
    c AS MATERIALIZED (SELECT id, kind, MAX(tier * {score}) AS score FROM ({found}) found GROUP BY id, kind),
    n AS (SELECT {counts} AS counts FROM (SELECT kind, COUNT(*) AS n FROM c GROUP BY kind) by_kind),
    top AS (SELECT id, score FROM c {chosen} ORDER BY score DESC, id DESC LIMIT :size OFFSET :offset)
    SELECT n.counts, whole.whole, top.id, top.score, {DOCUMENT}
    FROM n JOIN whole ON 1 = 1 LEFT JOIN top ON 1 = 1 LEFT JOIN search_document d ON d.id = top.id
    ORDER BY top.score DESC, top.id DESC
    """


def shared_parameters(search: Search) -> dict[str, Any]:
    """The parameters that both engines use alike."""
    values: dict[str, Any] = {"today": search.today, "size": search.size, "offset": search.offset}
    values |= {"most": ranking.CANDIDATES, "titled": ranking.TITLED, "since": search.since}
    values |= {"few": search.size, "none": ranking.NEXT_TO_NOTHING}
    values |= {"spoken": search.language}
    return {**values, **{f"kind{n}": kind for n, kind in enumerate(search.kinds)}, **search.parameters}


def since(search: Search) -> str:
    """The SQL condition that a document is not older than asked for."""
    return " AND v.day >= :since" if search.since is not None else ""


def proposals(branches: list[str]) -> str:
    """The SQL that joins the branches (id, place), one a kind, with their documents."""
    columns = DOCUMENT.replace("d.body, d.files", "substr(d.body, 1, 120) AS body, '' AS files")
    found = " UNION ALL ".join(branches)
    return f"""SELECT NULL AS counts, 0 AS whole, d.id, 0.0 AS score, {columns} FROM ({found}) found
        JOIN search_document d ON d.id = found.id ORDER BY found.place, d.id DESC"""


def current() -> ModuleType:
    """The engine of the database in use."""
    from . import postgres, sqlite

    return postgres if db.dialect() == "postgresql" else sqlite
