"""Rows that the engines found, as hits: with what was looked for marked in them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import TextClause, text

from portal.core import db
from portal.core.subjects import Ref

from . import query
from .documents import TAGS_BETWEEN, Hit
from .engine import Statement


def read(statement: Statement) -> Sequence[Any]:
    """Gives the rows of a statement."""
    return db.session.execute(_prepared(statement.sql), statement.parameters).all()


@lru_cache(maxsize=256)
def _prepared(sql: str) -> TextClause:
    return text(sql)


def hit(row: Any, marker: query.Marker) -> Hit:
    """Gives the hit that a row of `engine.DOCUMENT` stands for."""
    title, text, found = marker.title(row.title), row.body, marker.matches(row.body)
    if not found and (in_files := marker.matches(row.files)):
        text, found = row.files, in_files
    matched = _matched(row, marker, title, "" if not found else "body" if text is row.body else "files")
    return Hit(
        Ref(row.kind, row.subject_id),
        row.title,
        title,
        marker.snippet(text, found),
        row.author,
        row.group_key,
        matched,
        marker.tags(row.tags.split(TAGS_BETWEEN)) if matched == "tags" else Markup(),
        _instant(row.at),
        float(row.score),
    )


def _matched(row: Any, marker: query.Marker, title: Markup, otherwise: str) -> str:
    if "<mark>" in title:
        return "title"
    return next((name for name in ("names", "tags", "author") if marker.matches(getattr(row, name))), otherwise)


def _instant(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
