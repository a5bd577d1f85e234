"""What both engines are given and give back; chooses the engine of the database at hand."""
# ruff: noqa: S608  (names and conditions of our own; values are parameters)

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from portal.core import db

from . import ranking
from .wanted import Wanted


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


@dataclass(frozen=True)
class Search:
    """What is to be found: the query, the rule who may see as SQL with its parameters, and the filters."""

    wanted: Wanted
    clause: str
    parameters: Mapping[str, Any]
    today: int
    kinds: tuple[str, ...] = ()
    is_narrow: bool = False
    """Whether only documents of these kinds are candidates; otherwise all are counted and these shown."""
    group: str | None = None
    since: int | None = None
    size: int = 20
    offset: int = 0
    is_relaxed: bool = False
    """Whether some of the words are enough."""

    @property
    def most(self) -> int:
        """How many matches are ranked and counted."""
        return ranking.RELAXED if self.is_relaxed else ranking.CANDIDATES


class Statement(NamedTuple):
    """SQL and its parameters."""

    sql: str
    parameters: dict[str, Any]


DOCUMENT = "d.kind, d.subject_id, d.title, d.tags, d.names, d.author, d.body, d.at, d.group_key"


IF_MORE = " AND (SELECT COUNT(*) FROM newest) >= :most"
"""The SQL condition under which there are more matches than the newest that were looked at."""


def page_of(newest: str, titled: str, *, counts: str, kinds: tuple[str, ...]) -> str:
    """The SQL that counts candidates (id, kind, score) by kind and gives one page of them with their documents.

    Candidates are the newest, and those older ones that have the words in their heading. There is always a row, which
    carries the counts; without hits its `id` is NULL.
    """
    chosen = f"WHERE kind IN ({', '.join(f':kind{n}' for n, _ in enumerate(kinds))})" if kinds else ""
    return f"""
    WITH newest AS MATERIALIZED ({newest}),
    c AS MATERIALIZED (
        SELECT id, kind, MAX(score) AS score
        FROM (SELECT * FROM newest UNION ALL SELECT * FROM ({titled}) titled) found GROUP BY id, kind
    ),
    n AS (SELECT {counts} AS counts FROM (SELECT kind, COUNT(*) AS n FROM c GROUP BY kind) by_kind),
    top AS (SELECT id, score FROM c {chosen} ORDER BY score DESC, id DESC LIMIT :size OFFSET :offset)
    SELECT n.counts, top.id, top.score, {DOCUMENT}
    FROM n LEFT JOIN top ON 1 = 1 LEFT JOIN search_document d ON d.id = top.id
    ORDER BY top.score DESC, top.id DESC
    """


def shared_parameters(search: Search) -> dict[str, Any]:
    """The parameters that both engines use alike."""
    values: dict[str, Any] = {"today": search.today, "size": search.size, "offset": search.offset}
    values |= {"most": search.most, "titled": ranking.TITLED, "since": search.since}
    return {**values, **{f"kind{n}": kind for n, kind in enumerate(search.kinds)}, **search.parameters}


def since(search: Search) -> str:
    """The SQL condition that a document is not older than asked for."""
    return " AND v.day >= :since" if search.since is not None else ""


def proposals(branches: list[str]) -> str:
    """The SQL that joins the branches (id, place), one a kind, with their documents."""
    columns = (
        "d.kind, d.subject_id, d.title, d.tags, d.names, d.author, substr(d.body, 1, 120) AS body, d.at, d.group_key"
    )
    return f"""SELECT NULL AS counts, d.id, 0.0 AS score, {columns} FROM ({" UNION ALL ".join(branches)}) found
        JOIN search_document d ON d.id = found.id ORDER BY found.place, d.id DESC"""


def current() -> ModuleType:
    """The engine of the database in use."""
    from . import postgres, sqlite

    return postgres if db.dialect() == "postgresql" else sqlite
