"""Puts documents into the index, takes them out, and moves them, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import Any, cast
from zlib import crc32

from sqlalchemy import Select, delete, select, update

from portal.core import clock, db
from portal.core.subjects import Ref

from . import compounds, engine, language, ranking, spelling
from .audience import NOBODY
from .documents import TAGS_BETWEEN, Document
from .engine import Entry
from .models import SearchDocument

LONGEST_TEXT = 100_000
"""Characters of a text that are indexed."""
LONGEST_SHOWN = 20_000
"""Characters of a text that are kept for showing the passage that matched."""
_BATCH = 500
_KINDS = ("person", "group", "post", "comment", "attachment", "question", "topic", "desk")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def put(document: Document) -> None:
    """Enters the document in place of the former one; costs next to nothing when it says the same."""
    row = _row(document)
    written = db.session.execute(_insert(db.dialect()), row).one_or_none()
    if written is not None:
        engine.current().write(entries([row["id"]], [document]))
        _learn_from([document])


def put_many(documents: Iterable[Document]) -> int:
    """Enters many documents, for filling an index; gives their number. The caller commits between calls."""
    total = 0
    rest = iter(documents)
    while batch := list(islice(rest, _BATCH)):
        rows = [_row(document) for document in batch]
        db.session.execute(_insert_many(db.dialect()), rows)
        _learn_from(batch)
        engine.current().write(entries((row["id"] for row in rows), batch))
        total += len(batch)
    return total


def settle() -> None:
    """Has the database make itself at home with many documents that were entered at once."""
    engine.current().settle()


def put_beside(documents: Sequence[Document], suffix: str, *, since: datetime) -> None:
    """Enters documents into tables being built beside; rows that were written since then stay as they are."""
    rows = [_row(document) | {"indexed_at": rebuilt_at(since)} for document in documents]
    db.session.execute(_insert_many(db.dialect(), since), rows)
    _learn_from(documents)
    engine.current().write(entries((row["id"] for row in rows), documents), suffix)


def rebuilt_at(since: datetime) -> datetime:
    """What documents carry as the time of indexing when a rebuild entered them; older ones it has not seen."""
    return since - timedelta(seconds=1)


def remove(ref: Ref) -> None:
    """Takes the subject out of the index."""
    found = db.session.execute(_by_ref(ref).where(SearchDocument.digest != "")).one_or_none()
    if found is None:
        return
    engine.current().remove(found.id)
    nothing = dict.fromkeys(("digest", "author", "tags", "names", "title", "body", "files"), "")
    _change(found.id, nothing | {"audience": NOBODY, "indexed_at": clock.now()})


def move(ref: Ref, audience: str) -> None:
    """Gives the subject's document another audience."""
    found = db.session.execute(_by_ref(ref)).one_or_none()
    if found is not None and found.audience != audience:
        _change(found.id, {"audience": audience, "digest": "moved", "indexed_at": clock.now()})
        engine.current().move(found.id, audience)


def move_all(kind: str, ids: Select[Any], audience: str, *, group: str | None) -> list[int]:
    """Gives the documents of the selected subjects another audience, by one statement a table.

    Gives the subjects that the index knows under another group than `group`: the caller puts those anew.
    """
    meant = (
        SearchDocument.kind == kind,
        SearchDocument.subject_id.in_(ids),
        SearchDocument.audience != audience,
        SearchDocument.digest != "",
    )
    engine.current().move_all(select(SearchDocument.id).where(*meant), audience)
    values = {"audience": audience, "digest": "moved", "indexed_at": clock.now()}
    moved = update(SearchDocument).where(*meant).values(**values)
    moved = moved.returning(SearchDocument.subject_id, SearchDocument.group_key)
    rows = db.session.execute(moved.execution_options(synchronize_session=False))
    return [row.subject_id for row in rows if row.group_key != group]


def forget(ref: Ref) -> None:
    """Deletes the subject's document, with the trace that `remove` leaves; the database's own index goes with it."""
    statement = delete(SearchDocument).where(SearchDocument.kind == ref.kind, SearchDocument.subject_id == ref.id)
    db.session.execute(statement.execution_options(synchronize_session=False))


def first_id(day: int) -> int:
    """The lowest id that a document of that day (days since 1970) can have."""
    return (day * 86_400) << 31


def kind_number(kind: str) -> int:
    """The number from 0 to 127 that stands for a kind in the ids of its documents; no two kinds may share one."""
    return _KINDS.index(kind) if kind in _KINDS else 64 + crc32(kind.encode()) % 64


def day_of(moment: datetime) -> int:
    """Days from 1970 to the moment."""
    return (moment - _EPOCH).days


def _id_of(document: Document, at: datetime) -> int:
    # Seconds, kind, and the last 24 bits of the subject's id: grows with time, and nothing shares it.
    seconds = int((at - _EPOCH).total_seconds())
    return seconds << 31 | kind_number(document.ref.kind) << 24 | document.ref.id & 0xFFFFFF


def _row(document: Document) -> dict[str, Any]:
    now = clock.now()
    at = max(_EPOCH, min(document.at, now + timedelta(days=1)))
    row = {
        "id": _id_of(document, at),
        "kind": document.ref.kind,
        "subject_id": document.ref.id,
        "audience": document.audience,
        "day": day_of(at),
        "language": document.language,
        "worth": document.worth,
        "group_key": document.group,
        "at": document.at,
        "author": document.author,
        "tags": TAGS_BETWEEN.join(document.tags),
        "names": document.names,
        "title": document.title,
        "body": document.body[:LONGEST_SHOWN],
        "files": document.files[:LONGEST_SHOWN],
    }
    rest = (document.body[LONGEST_SHOWN:LONGEST_TEXT], document.files[LONGEST_SHOWN:LONGEST_TEXT])
    said = repr((language.ANALYSIS, row, rest))
    return row | {"digest": blake2b(said.encode(errors="replace"), digest_size=16).hexdigest(), "indexed_at": now}


@cache
def _insert(dialect: str) -> Any:
    statement = _insert_many(dialect)
    return statement.returning(SearchDocument.__table__.c.id)


@cache
def _insert_many(dialect: str, since: datetime | None = None) -> Any:
    assert dialect == db.dialect()
    statement = db.insert(cast(Any, SearchDocument.__table__))  # the table: rows, not objects
    new = statement.excluded
    values = {column.name: new[column.name] for column in SearchDocument.__table__.columns}
    unchanged = (
        SearchDocument.__table__.c.digest != new.digest
        if since is None
        else SearchDocument.__table__.c.indexed_at < since
    )
    return statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=values, where=unchanged)


def entries(ids: Iterable[int], documents: Sequence[Document]) -> list[Entry]:
    """The documents as the engines keep them, under those ids."""
    german = (document for document in documents if document.language != "en")
    long = set().union(*(language.long_words(_all_text(document)) for document in german))
    parts = compounds.split_all(long, spelling.own)
    return [_entry(number, document, parts) for number, document in zip(ids, documents, strict=True)]


def _entry(id: int, document: Document, compound_parts: Mapping[str, tuple[str, ...]]) -> Entry:
    text = _all_text(document)
    spoken = document.language or language.language_of(text)
    parts = {"title": document.title, "names": document.names, "tags": " ".join(document.tags)}
    parts |= {"author": document.author, "body": _body(document)}
    fields = {name: language.tokens(part, spoken) for name, part in parts.items()}
    known = {token for tokens in fields.values() for token in tokens}
    heading = f"{document.title} {document.names} {' '.join(document.tags)}"
    is_whole = document.ref.kind in ranking.WHOLE_SUBJECTS
    compound = language.compound_tokens(text, compound_parts) if spoken != "en" else set()
    heading_parts = language.compound_tokens(heading, compound_parts) if compound else set()
    return Entry(
        id,
        document.ref.kind,
        document.audience,
        id // (86_400 << 31),
        document.group,
        fields,
        (language.other_spellings(text, spoken) | compound) - known,
        language.surfaces(heading) if is_whole else (),
        frozenset(heading_parts),
        document.worth,
        spoken,
    )


def _all_text(document: Document) -> str:
    heading = (document.title, document.names, *document.tags, document.author)
    return "\n".join((*heading, _body(document)))


def _body(document: Document) -> str:
    text = document.body[:LONGEST_TEXT]
    return f"{text}\n{document.files[:LONGEST_TEXT]}" if document.files else text


def _learn_from(documents: Iterable[Document]) -> None:
    words: dict[str, str] = {}
    for document in documents:
        words |= language.vocabulary(_all_text(document))
    spelling.learn(words)


def _by_ref(ref: Ref) -> Any:
    columns = select(SearchDocument.id, SearchDocument.audience)
    return columns.where(SearchDocument.kind == ref.kind, SearchDocument.subject_id == ref.id)


def _change(id: int, values: dict[str, Any]) -> None:
    statement = update(SearchDocument).where(SearchDocument.id == id).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
