"""Topics as the index of the search sees them: what they are called, in both languages, and what they are about.

Only what the list of all topics shows is found; nothing in it comes from where not everybody reads.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from auth.audience import EVERYONE
from portal.core import db
from portal.core.subjects import Ref
from search import Document

from .models import Synonym, Topic
from .queries import is_known

BATCH = 500
_OF_OLD = datetime(1970, 1, 1, tzinfo=UTC)
"""A topic has no date: it is older than what is said about it."""


def document(topic: Topic) -> Document | None:
    """Gives the document of a topic; None for one that goes on under another, and for one that nobody speaks for."""
    return next(documents_of([topic.id]), None)


def documents() -> Iterator[Document]:
    """Gives the documents of all topics, in ascending order of id."""
    after = 0
    while batch := [_made(row) for row in db.session.execute(_rows().where(Topic.id > after).limit(BATCH))]:
        yield from batch
        after = batch[-1].ref.id


def documents_of(ids: Sequence[int]) -> Iterator[Document]:
    """Gives the documents of these topics, of those that have one."""
    yield from (_made(row) for row in db.session.execute(_rows().where(Topic.id.in_(ids))))


def _rows() -> Select[Any]:
    under = aliased(Topic)
    merged = select(db.text_join(under.name)).where(under.merged_into_id == Topic.id).correlate(Topic)
    synonyms = select(db.text_join(Synonym.name)).where(Synonym.topic_id == Topic.id).correlate(Topic)
    names = (Topic.name, Topic.name_de, Topic.name_en, Topic.about_de, Topic.about_en)
    others = (merged.scalar_subquery().label("merged"), synonyms.scalar_subquery().label("synonyms"))
    return select(Topic.id, *names, *others).where(is_known(), Topic.merged_into_id.is_(None)).order_by(Topic.id)


def _made(row: Any) -> Document:
    titles = dict.fromkeys(filter(None, (row.name_de, row.name_en))) or (row.name,)
    others = ",".join(filter(None, (row.merged, row.synonyms))).split(",")
    names = sorted({name for name in (row.name, *others) if name} - set(titles))
    return Document(
        ref=Ref("topic", row.id),
        audience=EVERYONE,
        title=" / ".join(titles),
        body=" ".join(filter(None, (row.about_de, row.about_en))),
        names=", ".join(names),
        at=_OF_OLD,
    )
