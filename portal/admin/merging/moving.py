"""Hands rows over from one account to another, whatever the table, as it was decided for its column."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, delete, exists, or_, select, text, update

from portal.core import db

from .decided import DECIDED, END, FORM_KEYS, MOVE, PAIRS, SPARE, UNREAD


def move_all(gone_id: int, kept_id: int) -> None:
    """Does what was decided for every column that moves or ends."""
    for name in FORM_KEYS:
        table = _table(name)
        _run(update(table).where(table.c.author_id == gone_id).values(client_key=None))
    for name, first, second in PAIRS:
        table = _table(name)
        both = (gone_id, kept_id)
        _run(delete(table).where(table.c[first].in_(both), table.c[second].in_(both)))
    for place, verb in DECIDED.items():
        column = _column(place)
        if verb == END:
            _run(delete(column.table).where(column == gone_id))
        elif verb in (MOVE, SPARE):
            move(column, gone_id, kept_id, spares=verb == SPARE)
    _move_keys(gone_id, kept_id)


def move(column: Column[Any], gone_id: int, kept_id: int, *, spares: bool = False) -> None:
    """Hands the rows of a column over; one that the other account has already goes, or is spared and stays."""
    table: Any = column.table
    doubled = [_doubled(column, key, where, kept_id) for key, where in _unique(column)]
    moved = update(table).where(column == gone_id).values({column.name: kept_id})
    if doubled and spares:
        moved = moved.where(~or_(*doubled))
    elif doubled:
        _run(delete(table).where(column == gone_id, or_(*doubled)))
    _run(moved)


def columns() -> Iterator[Column[Any]]:
    """Gives every column of every table that points to an account."""
    for table in db.Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "auth_user.id" for key in column.foreign_keys):
                yield column


def _unique(column: Column[Any]) -> Iterator[tuple[list[Column[Any]], Any]]:
    """What must be unique together with the column: the other columns, and the condition of a partial index."""
    table: Any = column.table
    kinds = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    found = [(list(one.columns), None) for one in kinds]
    found += [(list(one.columns), one.dialect_options["sqlite"].get("where")) for one in table.indexes if one.unique]
    for together, where in found:
        if column in together:
            yield [one for one in together if one is not column], where


def _doubled(column: Column[Any], others: list[Column[Any]], where: Any, kept_id: int) -> Any:
    theirs: Any = column.table.alias("theirs")
    same = exists(select(1).select_from(theirs).where(theirs.c[column.name] == kept_id))
    same = same.where(*(theirs.c[one.name] == one for one in others))
    if where is None:
        return same
    # Names without a table mean the innermost one: the condition holds for both rows.
    return same.where(text(str(where))) & text(str(where))


def _move_keys(gone_id: int, kept_id: int) -> None:
    for table in db.Base.metadata.sorted_tables:
        if "audience" in table.columns and table.name not in UNREAD:
            mine = table.c.audience == f"user:{gone_id}"
            _run(update(table).where(mine).values(audience=f"user:{kept_id}"))


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _column(place: str) -> Column[Any]:
    table, _, column = place.partition(".")
    return _table(table).c[column]


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
