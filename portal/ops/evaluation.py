"""Measures the search on a corpus that people judged: in a database of its own, by the real analysis and engine."""

import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url

import search
from auth.audience import Actor, held_or_open
from portal.core import clock, db, schema
from portal.core.subjects import Ref
from search import Document, Judgement

_BATCH = 500


class NotJudgedError(Exception):
    """A file that does not say what it should; the message names the file and the line."""


@contextmanager
def throw_away(server: str) -> Iterator[None]:
    """Connects to an empty, migrated database that is gone afterwards: a file, or one beside `server` (PostgreSQL)."""
    with tempfile.TemporaryDirectory(prefix="foyer-evaluation-") as folder:
        if not server:
            with _connected(f"sqlite:///{Path(folder) / 'search.sqlite3'}"):
                yield
            return
        name = f"foyer_evaluation_{secrets.token_hex(4)}"
        address = make_url(server).set(database=name).render_as_string(hide_password=False)
        _command(server, f'CREATE DATABASE "{name}"')
        try:
            with _connected(address):
                yield
        finally:
            _command(server, f'DROP DATABASE "{name}"')


@contextmanager
def _connected(address: str) -> Iterator[None]:
    engine = db.connect(address)
    try:
        schema.upgrade()
        search.filter_by(held_or_open)
        yield
    finally:
        db.session.remove()
        engine.dispose()


def _command(server: str, sql: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


def evaluate(corpus: Path, queries: Path, qrels: Path) -> list[Judgement]:
    """Indexes the corpus and asks every judged query. Raises NotJudgedError for files of another form.

    Documents may also have a kind, an author and tags.
    """
    right = _right(qrels)
    names = _fill(corpus)
    with db.unit_of_work():
        search.glossary.begin()
        search.settle()
    return [_ask(query, right[str(query["_id"])], names) for query in _lines(queries) if str(query["_id"]) in right]


def _fill(corpus: Path) -> list[str]:
    names: list[str] = []

    def documents() -> Iterator[Document]:
        for line in _lines(corpus):
            names.append(str(line["_id"]))
            yield Document(
                Ref(str(line.get("kind") or "post"), len(names)),
                audience="everyone",
                title=str(line.get("title") or ""),
                body=str(line.get("text") or ""),
                at=now,
                tags=tuple(map(str, line.get("tags") or ())),
                author=str(line.get("author") or ""),
                language=_language(line),
            )

    now = clock.now()
    rest = documents()
    while batch := list(islice(rest, _BATCH)):
        with db.unit_of_work():
            search.put_many(batch)
    return names


def _ask(query: dict[str, Any], right: dict[str, float], names: list[str]) -> Judgement:
    text = str(query.get("text") or "")
    actor = Actor(1, frozenset(), frozenset({"everyone"}), _language(query) or "de", "")
    with db.reading():
        hits = search.find(actor, text, size=search.DEPTH).hits
    return Judgement(str(query["_id"]), text, tuple(names[hit.ref.id - 1] for hit in hits), right)


def _language(line: dict[str, Any]) -> str:
    said = str(line.get("lang") or "")[:2].lower()
    return said if said in ("de", "en") else ""


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                read = json.loads(line)
            except ValueError as error:
                raise NotJudgedError(f"{path}, line {number}: this is no JSON.") from error
            if not isinstance(read, dict) or "_id" not in read:
                raise NotJudgedError(f"{path}, line {number}: there is no _id.")
            yield read


def _right(path: Path) -> dict[str, dict[str, float]]:
    right: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            cells = line.rstrip("\n").split("\t")
            if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
                continue
            try:
                query, document, score = cells
                worth = float(score)
            except ValueError as error:
                raise NotJudgedError(
                    f"{path}, line {number}: query-id, corpus-id, score, with tabs between."
                ) from error
            if worth > 0:
                right.setdefault(query, {})[document] = worth
    return right
