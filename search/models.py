"""The documents as they are shown among results, the words seen so far, and the rules the index was built with.

The engines keep their own tables, `search_index` and (SQLite) `search_surface`; see `sqlite.py` and `postgres.py`.
"""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import db


class SearchDocument(db.Base):
    """One subject's document. `id` grows with the time of writing, so the newest are the highest (see `index.py`).

    A removed document stays as a row without content and without audience, so that a rebuild that read it a moment
    before cannot bring it back.
    """

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(db.Id, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(db.Id)
    audience: Mapped[str] = mapped_column(String(64))
    day: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    worth: Mapped[float] = mapped_column(server_default="1")
    group_key: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(db.UtcDateTime)
    indexed_at: Mapped[datetime] = mapped_column(db.UtcDateTime)
    author: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    names: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    files: Mapped[str] = mapped_column(Text, server_default="")


Letters = String(32).with_variant(String(32, collation="C"), "postgresql")
"""Text compared letter by letter, so that all words with the same beginning lie next to each other."""


class SearchWord(db.Base):
    """A word that occurs somewhere, for proposing it instead of a mistyped one; `backwards` finds it by its end."""

    __tablename__ = "search_word"
    __table_args__ = (Index("ix_search_word_backwards", "backwards"),)

    plain: Mapped[str] = mapped_column(Letters, primary_key=True)
    backwards: Mapped[str] = mapped_column(Letters)
    shown: Mapped[str] = mapped_column(String(32))


class SearchTerm(db.Base):
    """An expression of the glossary. Those of one concept mean the same; `key` are its words' stems, side by side."""

    __tablename__ = "search_term"
    __table_args__ = (Index("ix_search_term_key", "key"), Index("ix_search_term_concept", "concept"))

    id: Mapped[int] = mapped_column(db.Id, primary_key=True)
    concept: Mapped[int] = mapped_column(db.Id)
    language: Mapped[str] = mapped_column(String(2))
    term: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(120))


class SearchCommon(db.Base):
    """A token that many documents have, and about how many; only PostgreSQL has to be told (`postgres/tables.py`)."""

    __tablename__ = "search_common"

    token: Mapped[str] = mapped_column(String(200), primary_key=True)
    documents: Mapped[int]


class SearchState(db.Base):
    """The number of the analysis rules that the index was built with."""

    __tablename__ = "search_state"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]
