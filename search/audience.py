"""The door through which the rule "who may see" comes in.

Search compares no audiences itself, and finds nothing before it was told how.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.engine.default import DefaultDialect

NOBODY = "nobody"
"""The audience of what was removed."""


class Searcher(Protocol):
    """Whoever searches: an actor."""

    @property
    def keys(self) -> frozenset[str]:
        """The audience keys of the searcher's own."""
        ...


_BOTH = DefaultDialect(paramstyle="named")
_BOTH.supports_native_boolean = True  # so that "never" is FALSE on both databases

Condition = Callable[[Any, Any], ColumnElement[bool]]
_condition: Condition | None = None


def filter_by(condition: Condition) -> None:
    """Sets the rule: given searcher and audience column, the SQL condition under which a row may be seen."""
    global _condition
    _condition = condition
    _clause.cache_clear()


def clause(searcher: Searcher) -> tuple[str, dict[str, Any]]:
    """The rule as SQL text over `v.audience`, with its parameters. Raises RuntimeError when none was set."""
    return _clause(cast(Hashable, searcher), searcher.keys)


@lru_cache(maxsize=512)
def _clause(searcher: Hashable, _keys: frozenset[str]) -> tuple[str, dict[str, Any]]:
    if _condition is None:
        raise RuntimeError("search.filter_by(holds) comes first")
    condition = _condition(searcher, literal_column("v.audience"))
    compiled = condition.compile(dialect=_BOTH, compile_kwargs={"render_postcompile": True})
    return f"({compiled})", dict(compiled.params)
