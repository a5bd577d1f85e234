"""The operations of the API: each says what it takes and gives, and document, door and tests read it here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from portal.core.forms import Form
from portal.core.i18n import LazyText

from .shapes.common import Shape

Method = Literal["GET", "POST", "PUT", "DELETE"]
ROOT = "/api/v1"
_PLACE = re.compile(r"<(?:(int|path):)?(\w+)>")


@dataclass(frozen=True)
class Operation:
    """One operation: `path` as Flask writes it, below the root; `scope` None is for every token.

    `without` are fields of the body that headers give instead. `version` says whether If-Match names the version that
    a change is meant for. An `upload` comes as multipart/form-data beside the fields of `body`; `take_in` makes it
    ready before the first query. `gives` None means that there is nothing to say, or that bytes come (`is_file`).
    """

    method: Method
    path: str
    scope: str | None
    says: LazyText
    gives: type[Shape] | None = None
    body: type[Form] | None = None
    query: type[Form] | None = None
    status: int = 200
    without: frozenset[str] = frozenset()
    version: Literal["", "optional", "needed"] = ""
    upload: str = ""
    take_in: Callable[[Any, Any], Any] | None = None
    is_file: bool = False
    name: str = field(default="", compare=False)

    @property
    def area(self) -> str:
        """The first part of the path: what the operation is about."""
        return self.path.split("/")[1]

    @property
    def address(self) -> str:
        """The path as the document writes it, such as /posts/{post_id}."""
        return _PLACE.sub(lambda place: "{" + place[2] + "}", self.path)

    @property
    def places(self) -> list[tuple[str, str]]:
        """The places in the path: name and JSON type of each."""
        return [(name, "integer" if kind == "int" else "string") for kind, name in _PLACE.findall(self.path)]

    @property
    def answers(self) -> int:
        """The status of success."""
        return self.status if self.gives or self.is_file else 204


_operations: dict[str, Operation] = {}


def enter(operation: Operation) -> None:
    """Enters an operation. Raises ValueError for a name that is taken by another one."""
    if _operations.setdefault(operation.name, operation) != operation:
        raise ValueError(f"two operations are called {operation.name}")


def operations() -> list[Operation]:
    """Gives all operations in the order in which they were entered."""
    return list(_operations.values())
