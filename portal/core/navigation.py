"""Navigation: each slice enters its own pages; the frame draws them."""

from dataclasses import dataclass
from typing import Literal

from .i18n import LazyText

Area = Literal["main", "role", "new", "me"]


@dataclass(frozen=True)
class Entry:
    """One link of the frame. `roles` empty means everybody; `tab` puts it into the bottom bar of phones as well."""

    endpoint: str
    label: LazyText
    icon: str
    order: int
    area: Area
    roles: frozenset[str]
    tab: bool


_entries: dict[tuple[str, str], Entry] = {}


def add(
    endpoint: str,
    *,
    label: LazyText,
    icon: str,
    order: int,
    area: Area = "main",
    roles: tuple[str, ...] = (),
    tab: bool = False,
) -> None:
    """Enters a page into an area of the frame, in ascending order."""
    _entries[(area, endpoint)] = Entry(endpoint, label, icon, order, area, frozenset(roles), tab)


def entries(area: Area, roles: frozenset[str]) -> list[Entry]:
    """Gives the links of an area that somebody with these roles has a use for."""
    mine = (e for e in _entries.values() if e.area == area and (not e.roles or e.roles & roles))
    return sorted(mine, key=lambda e: e.order)
