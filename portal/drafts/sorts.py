"""What can be drafted: slices above say where one goes on writing it, and how it is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from auth.audience import Actor
from portal.core.i18n import LazyText

from .models import Draft


@dataclass(frozen=True)
class Sort:
    """One sort: its word, the page where one goes on, and what sends it, if it may be scheduled, and `needs` words."""

    name: str
    label: LazyText
    page: Callable[[Draft], str]
    send: Callable[[Actor, Draft], str] | None
    needs: str


_sorts: dict[str, Sort] = {}


def sort(
    name: str,
    *,
    label: LazyText,
    page: Callable[[Draft], str],
    send: Callable[[Actor, Draft], str] | None = None,
    needs: str = "body",
) -> None:
    """Registers a sort. `send` does what sending the form would do, and gives the address of what has come of it.

    `needs` is the field without which it cannot be sent.
    """
    _sorts[name] = Sort(name, label, page, send, needs)


def find(name: str) -> Sort:
    """Gives the sort of that name. Raises KeyError for one that no slice registered."""
    return _sorts[name]
