"""Documents and searchers."""

from datetime import datetime, timedelta
from itertools import count

import search
from auth.audience import Actor
from portal.core import clock, db
from portal.core.subjects import Ref
from search import Document, Results
from search.language import ANALYSIS
from search.models import SearchState

_numbers = count(1)


def searcher(*keys: str) -> Actor:
    return Actor(1, frozenset(), frozenset({"everyone", "user:1", *keys}), "de", "Ann")


ANN = searcher("group:1")


def document(
    title: str = "",
    body: str = "",
    *,
    kind: str = "post",
    audience: str = "everyone",
    age: int = 0,
    language: str = "de",
    **parts: object,
) -> Document:
    at: datetime = clock.now() - timedelta(days=age, seconds=60)
    ref = Ref(kind, next(_numbers))
    return Document(ref, audience=audience, title=title, body=body, at=at, language=language, **parts)


def built() -> None:
    """Says that the index is as it should be: no worker builds it in the middle of a test."""
    told = {"name": "analysis", "value": ANALYSIS}
    db.upsert(SearchState, told, keys=("name",), update=told)
    db.session.commit()


def put(title: str = "", body: str = "", **parts: object) -> Ref:
    made = document(title, body, **parts)
    search.put(made)
    return made.ref


def found(words: str, who: Actor = ANN, **options: object) -> list[Ref]:
    return [hit.ref for hit in results(words, who, **options).hits]


def results(words: str, who: Actor = ANN, **options: object) -> Results:
    return search.find(who, words, **options)
