"""The door through which the rule "who may see" comes in.

Search compares no audiences itself, and finds nothing before it was told how.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, String, literal_column
from sqlalchemy.engine.default import DefaultDialect

NOBODY = "nobody"
"""The audience of what was removed."""


class Searcher(Protocol):
    """Whoever searches: an actor."""

    @property
    def keys(self) -> frozenset[str]:
        """The audience keys of the searcher's own."""
        ...

    @property
    def language(self) -> str:
        """The searcher's language, de or en."""
        ...


_PLAIN = DefaultDialect(paramstyle="named")
_PLAIN.supports_native_boolean = True

Condition = Callable[[Any], ColumnElement[bool]]
_condition: Condition | None = None


def filter_by(condition: Condition) -> None:
    """Sets the rule: the SQL condition on an audience column, with the searcher's keys as the parameter `held_keys`."""
    global _condition
    _condition = condition
    _clause.cache_clear()


def clause(searcher: Searcher) -> tuple[str, dict[str, Any]]:
    """The rule as SQL text over `v.audience`, with its parameters. Raises RuntimeError when none was set."""
    return _clause(searcher.keys)


@lru_cache(maxsize=512)
def _clause(keys: frozenset[str]) -> tuple[str, dict[str, Any]]:
    if _condition is None:
        raise RuntimeError("search.filter_by(condition) comes first")
    condition = _condition(literal_column("v.audience", String()))
    expanded = condition.compile(dialect=_PLAIN).construct_expanded_state({"held_keys": sorted(keys)})
    return f"({expanded.statement})".replace("\n", ""), dict(expanded.parameters)
