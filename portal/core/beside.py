"""What stands beside a subject for one reader, such as the own reaction: between slices that do not know each other.

The slice that keeps it provides a column; slices that list subjects ask for it by name and get NULL from nobody.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, null

Provider = Callable[[Any, str, Any], ColumnElement[Any]]
_providers: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Hands in a column: a function of the actor, the kind of subject and the column with the subjects' ids."""
    _providers[name] = provider


def column(name: str, actor: Any, kind: str, id_column: Any) -> ColumnElement[Any]:
    """Gives the column of that name as a scalar for each listed subject."""
    provider = _providers.get(name)
    return provider(actor, kind, id_column) if provider else null()
