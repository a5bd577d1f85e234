"""Keyset lists: stable while people write, and as cheap on the last page as on the first."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from . import db
from .errors import NotFound

Order = Sequence[tuple[InstrumentedAttribute[Any], Literal["asc", "desc"]]]


@dataclass(frozen=True)
class Page:
    """One stretch of a list; `next` is the cursor of what follows, None at the end."""

    items: list[Any]
    next: str | None
    size: int


def paginate(
    statement: Select[Any],
    *,
    order: Order,
    after: str | None = None,
    size: int = 20,
    given: dict[str, Any] | None = None,
) -> Page:
    """Reads `size` rows in the given order, beginning behind the cursor. Raises NotFound for a cursor of no list.

    The last key of the order is unique, and every key is among the columns read (or an attribute of the entity read).
    A statement that is built once comes with its parameters, `given`, and an order that is a constant too.
    """
    if after:
        wanted = _ordered(statement.where(_behind(order, _decode(after, order))), order, size)
    else:
        wanted = _ordered(statement, order, size) if given is None else _first(statement, order, size)
    result = db.session.execute(wanted, given)
    single = len(result.keys()) == 1 and len(order) >= 1
    rows: list[Any] = list(result.scalars()) if single else list(result)
    more = len(rows) > size
    items = rows[:size]
    return Page(items, _encode(items[-1], order) if more else None, size)


def _ordered(statement: Select[Any], order: Order, size: int) -> Select[Any]:
    return statement.order_by(*(key.desc() if way == "desc" else key.asc() for key, way in order)).limit(size + 1)


_first = lru_cache(maxsize=64)(_ordered)


def _behind(order: Order, values: list[Any]) -> Any:
    branches = []
    for n, (key, way) in enumerate(order):
        same = [order[m][0] == values[m] for m in range(n)]
        branches.append(and_(*same, key < values[n] if way == "desc" else key > values[n]))
    bound = order[0][0] <= values[0] if order[0][1] == "desc" else order[0][0] >= values[0]
    return and_(bound, or_(*branches))


def cursor(values: Sequence[Any]) -> str:
    """Gives the cursor behind which a list goes on, from the values of its order in one row."""
    plain = [["t", v.isoformat()] if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _encode(row: Any, order: Order) -> str:
    return cursor([getattr(row, key.key) for key, _ in order])


def _decode(cursor: str, order: Order) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(v[1]) if isinstance(v, list) else v for v in plain]
    except (ValueError, TypeError, IndexError) as error:
        raise NotFound from error
    if len(values) != len(order) or not all(_fits(key, v) for (key, _), v in zip(order, values, strict=True)):
        raise NotFound
    return values


def _fits(key: InstrumentedAttribute[Any], value: Any) -> bool:
    """Whether the database can compare the value with the column: a forged cursor is nobody's list, not a fault."""
    if type(value) is not key.type.python_type:
        return False
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return "\x00" not in value if isinstance(value, str) else abs(value) < 2**63
