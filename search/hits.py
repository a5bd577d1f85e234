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
    title = marker.title(row.title)
    snippet = marker.snippet(row.body)
    if row.files and not marker.matches(row.body) and marker.matches(row.files):
        snippet = marker.snippet(row.files)
    matched = _matched(row, marker, {"title": "<mark>" in title})
    return Hit(
        Ref(row.kind, row.subject_id),
        row.title,
        title,
        snippet,
        row.author,
        row.group_key,
        matched,
        marker.tags(row.tags.split(TAGS_BETWEEN)) if matched == "tags" else Markup(),
        _instant(row.at),
        float(row.score),
    )


def _matched(row: Any, marker: query.Marker, known: dict[str, bool]) -> str:
    for field in ("title", "names", "tags", "author", "body", "files"):
        is_there = known[field] if field in known else bool(marker.matches(getattr(row, field)))
        if is_there:
            return field
    return ""


def _instant(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
